import { NoCapture, openCapture } from "../capture/open-capture.ts";
import { conversionOf } from "../conversion-of.ts";
import type { LadderStep } from "../energy-record.ts";
import { readHost } from "../hardware/host.ts";
import { recordHost } from "../meter.ts";
import { openLadder } from "../meters/ladder.ts";
import type { Host } from "../meters/open-meter.ts";
import type { Findings } from "./doctor-report.ts";
import { doctorReport, summaryOf } from "./doctor-report.ts";
import { zoneOfEnvironment } from "./env.ts";
import { NOT_MEASURED } from "./ladder-words.ts";
import { doctorOptions } from "./options.ts";
import { readOptions } from "./read-options.ts";
import { usages } from "./usage.ts";
import { UsageError } from "./usage-error.ts";

/** How CPU time of a command would be counted: opened as `run` opens it, and given back. */
function captureSteps({ roots }: Host): LadderStep[] {
  const asLadder = (steps: NoCapture["steps"]): LadderStep[] => steps.map((step) => ({ component: "capture", ...step }));
  try {
    const { capture, steps } = openCapture({ root: "children" }, roots);
    capture.close();
    return asLadder(steps);
  } catch (error) {
    if (!(error instanceof NoCapture)) throw error;
    return [...asLadder(error.steps), { component: "capture", method: NOT_MEASURED, taken: false, reason: "nothing counts the CPU time of a command here" }];
  }
}

async function meterSteps(host: Host): Promise<LadderStep[]> {
  const { meters, steps } = await openLadder(host);
  for (const meter of meters) if (meter.kind === "counter") meter.close();
  return steps;
}

/** `joulemark-energy doctor`. @returns 0, whatever was found @throws UsageError, UnknownZone */
export async function doctorCommand(args: readonly string[]): Promise<number> {
  const { values, positionals } = readOptions([...args], doctorOptions);
  if (values.help) {
    console.log(usages.doctor);
    return 0;
  }
  if (positionals.length > 0) throw new UsageError(`doctor looks at this machine and takes no argument; leave "${positionals[0]}" away.`);
  const host = readHost();
  const { grid, price } = conversionOf({ zone: values.zone ?? zoneOfEnvironment() });
  const findings: Findings = { host: recordHost(host), ladder: [...captureSteps(host), ...(await meterSteps(host))], grid, price };
  console.log(values.json ? JSON.stringify({ summary: summaryOf(findings), ...findings }, null, 2) : doctorReport(findings).join("\n"));
  return 0;
}
