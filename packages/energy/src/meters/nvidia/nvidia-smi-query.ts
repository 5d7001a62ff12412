import { execFile } from "node:child_process";
import { promisify } from "node:util";
import type { GpuDevice } from "./gpu-selection.ts";
import { parseDevices } from "./gpu-selection.ts";

/** A driver that hangs must not hang whoever measures. */
const TIMEOUT_MS = 10_000;

const ask = async (program: string, args: string[]): Promise<string> => (await promisify(execFile)(program, args, { timeout: TIMEOUT_MS, killSignal: "SIGKILL", maxBuffer: 2 ** 24 })).stdout;

/** What nvidia-smi can be asked for: NVML's energy counter where it has a field of it, and the best field of power. */
export interface QueryFields {
  energy: string | null;
  power: string | null;
}

/** Best first: a mean over the last second loses a second at the ends of a window; the others may miss what happens between two samples. */
const POWER_FIELDS = ["power.draw.average", "power.draw.instant", "power.draw"];

/** From `nvidia-smi --help-query-gpu`, which names each field in quotes at the beginning of a line. No field for energy was seen in drivers up to now. */
export function fieldsOf(help: string): QueryFields {
  const names = [...help.matchAll(/^\s*"[^\n]*/gm)].flatMap(([line]) => [...line.matchAll(/"([\w.]+)"/g)].map(([, name]) => name!));
  return {
    energy: names.find((name) => /energy/.test(name) && /total|consumption/.test(name)) ?? null,
    power: POWER_FIELDS.find((field) => names.includes(field)) ?? null,
  };
}

/** @throws where the program is missing, fails or hangs */
export const askFields = async (program: string): Promise<QueryFields> => fieldsOf(await ask(program, ["--help-query-gpu"]));

/** @throws likewise */
export const askDevices = async (program: string): Promise<GpuDevice[]> =>
  parseDevices(await ask(program, ["--query-gpu=index,uuid,name,mig.mode.current,power.max_limit", "--format=csv,noheader,nounits"]));

/** Arguments that print one line a device every `periodMs`. */
export const sampleArguments = (field: string, uuids: string[], periodMs: number): string[] => [`--id=${uuids.join(",")}`, `--query-gpu=timestamp,uuid,${field}`, "--format=csv,noheader", "-lms", String(periodMs)];

export interface SmiSample {
  /** nvidia-smi's own clock, local time, s. */
  at: number;
  uuid: string;
  /** In J or W; null where the device gave none (`[N/A]`, an error). */
  value: number | null;
}

const SCALE: Record<string, number> = { W: 1, mW: 1e-3, J: 1, mJ: 1e-3 };

/** `2026/03/05 14:22:11.123, GPU-8932f937-…, 71.20 W`; null for a line that is none of these. */
export function parseSample(line: string): SmiSample | null {
  const [time, uuid, text] = line.split(",").map((field) => field.trim());
  const at = time === undefined ? NaN : Date.parse(`${time.replaceAll("/", "-").replace(" ", "T")}Z`) / 1000; // differences only: the zone does not matter
  if (!uuid || text === undefined || Number.isNaN(at)) return null;
  const [, number, unit = ""] = /^(\d+(?:\.\d+)?) (\w+)$/.exec(text) ?? [];
  const scale = SCALE[unit];
  return { at, uuid, value: number === undefined || scale === undefined ? null : Number(number) * scale };
}
