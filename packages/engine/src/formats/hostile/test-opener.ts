import { readFileSync, writeFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { inspectFile } from "../../command-line/inspect.ts";
import { EngineError } from "../../errors.ts";
import { readModelFile } from "../../model-file.ts";

/** A process that opens each path that a line of its standard input names, by both ways that read models, and says on a line of JSON what came of it, how long it took, and how much memory. */
export interface Opened {
  refusals: { code: string; message: string }[];
  /** What was thrown that is no refusal. */
  fault: string | null;
  /** The most memory of this process while it read, MiB. */
  peakMib: number;
  ms: number;
}

setFlagsFromString("--expose-gc");
const collect = runInNewContext("gc") as () => void;
const statusMib = (key: string): number => Number(new RegExp(`${key}:\\s+(\\d+) kB`).exec(readFileSync("/proc/self/status", "utf8"))?.[1]) / 1024;

function open(path: string): Opened {
  collect();
  writeFileSync("/proc/self/clear_refs", "5"); // the peak begins anew
  const begun = performance.now();
  const opened: Opened = { refusals: [], fault: null, peakMib: 0, ms: 0 };
  for (const read of [readModelFile, inspectFile]) {
    try {
      read(path);
    } catch (error) {
      if (error instanceof EngineError) opened.refusals.push({ code: error.code, message: error.message });
      else opened.fault = (error as Error).stack ?? String(error);
    }
  }
  return { ...opened, peakMib: statusMib("VmHWM"), ms: performance.now() - begun };
}
for await (const path of createInterface({ input: process.stdin })) process.stdout.write(`${JSON.stringify(open(path))}\n`);
