import type { Conversion } from "../conversion.ts";
import type { EnergyRecord } from "../energy-record.ts";
import { createMeter } from "../meter.ts";
import { warn, wordsOf } from "./say.ts";

/** Longest that opening or closing the meters may hold up the command, ms: a driver's program that hangs must not. */
const PATIENCE_MS = 15_000;

/** What is measured while a command runs. No function of it throws: where measuring fails, it is said and the command goes on. */
export interface MeasuredWindow {
  /** To be added to the command's environment. */
  environment: Readonly<Record<string, string>>;
  started(pid: number): void;
  /** Null where something failed; it has been said. */
  stop(): Promise<EnergyRecord | null>;
}

const fault = (error: unknown): void => warn(`A fault in measuring: ${wordsOf(error)}. The command is not affected.`);

/** The result of work, or null where it failed or took too long; said once. */
async function tried<T>(what: string, work: () => Promise<T>): Promise<T | null> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${PATIENCE_MS / 1000} s`)), PATIENCE_MS);
  });
  try {
    return await Promise.race([work(), late]);
  } catch (error) {
    warn(`${what}: ${wordsOf(error)}. The command is not affected.`);
    return null;
  } finally {
    clearTimeout(timer);
  }
}

/** Opens the meters of this machine and a window over what this process is going to start. */
export async function openMeasuredWindow(conversion: Conversion, intervalSeconds: number | undefined): Promise<MeasuredWindow> {
  process.on("uncaughtException", fault).on("unhandledRejection", fault);
  const opened = await tried("Nothing is measured", async () => {
    const meter = await createMeter({ conversion, ...(intervalSeconds !== undefined && { intervalSeconds }) });
    return { meter, stop: await meter.start({ root: "children" }) };
  });
  if (!opened) return { environment: {}, started: () => undefined, stop: () => Promise.resolve(null) };
  const { meter, stop } = opened;
  return {
    environment: stop.environment,
    started(pid) {
      try {
        stop.adopt(pid);
      } catch (error) {
        fault(error);
      }
    },
    async stop() {
      const record = await tried("There is no record", stop);
      await tried("The meters were not closed", () => meter.close());
      return record;
    },
  };
}
