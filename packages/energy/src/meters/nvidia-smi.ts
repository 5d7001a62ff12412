import type { Unavailable } from "../capture/capture.ts";
import type { RecordFlag } from "../record-flags.ts";
import { flagIf } from "../record-flags.ts";
import type { GpuGauge } from "./nvidia/gpu-gauge.ts";
import { PERIOD_MS, counterGauge, limitOf, powerGauge } from "./nvidia/gpu-gauge.ts";
import type { GpuDevice } from "./nvidia/gpu-selection.ts";
import { selectDevices } from "./nvidia/gpu-selection.ts";
import type { LineReader } from "./nvidia/line-reader.ts";
import { readLinesOf } from "./nvidia/line-reader.ts";
import type { QueryFields, SmiSample } from "./nvidia/nvidia-smi-query.ts";
import { askDevices, askFields, parseSample, sampleArguments } from "./nvidia/nvidia-smi-query.ts";
import type { CounterMeter, Host, Rung } from "./open-meter.ts";

const FIRST_SAMPLES_MS = 5000;

/**
 * 95 % factors by the length of a window, judgements: the counter is refreshed every 20 to 100 ms; sampled power covers a quarter of the time on some
 * boards (arXiv 2312.02741) and is ±5 % (NVIDIA).
 */
const FACTORS = { counter: { long: 1.05, middle: 1.1, short: 1.25 }, power: { long: 1.1, middle: 1.25, short: 1.5 } };
const LONG_SECONDS = 60;
const SHORT_SECONDS = 5;

type Kind = keyof typeof FACTORS;

const factorFor = (kind: Kind, seconds: number): number => (seconds >= LONG_SECONDS ? FACTORS[kind].long : seconds >= SHORT_SECONDS ? FACTORS[kind].middle : FACTORS[kind].short);

interface Opened {
  kind: Kind;
  field: string;
  gauges: Map<string, GpuGauge>;
  reader: LineReader;
}

/** One program answers for all devices: each meter's reading feeds all of them, and the last that closes ends it. */
function metersOf({ kind, field, gauges, reader }: Opened, devices: GpuDevice[], flags: RecordFlag[], host: Host): CounterMeter[] {
  const closed = new Set<string>();
  let ended = false;
  const take = (): void => {
    const lines = ended ? null : reader.lines();
    if (lines === null) ended = true;
    const samples = (lines ?? []).map(parseSample).filter((sample) => sample !== null);
    for (const [uuid, gauge] of gauges) gauge.take(samples.filter((sample) => sample.uuid === uuid), host.now());
  };
  const source = kind === "counter" ? `NVML's energy counter by nvidia-smi (${field})` : `power (${field}) by nvidia-smi every ${PERIOD_MS} ms, integrated by trapezoids`;
  return devices.map((device): CounterMeter => {
    const gauge = gauges.get(device.uuid)!;
    return {
      kind: "counter", id: "nvidia-smi", component: "gpu", device: device.uuid, method: kind === "counter" ? "COUNTER" : "SAMPLED", boundary: "COMPONENT",
      factor: FACTORS[kind].long, factorAt: (seconds) => factorFor(kind, seconds), biasGroup: `nvidia-smi/${kind}`,
      source: `${source}, whole board ${device.name}; never tried on a real GPU by us`,
      constants: { field, factorLong: FACTORS[kind].long, factorMiddle: FACTORS[kind].middle, factorShort: FACTORS[kind].short, limitWatts: limitOf(device), device: device.uuid },
      read() {
        if (!closed.has(device.uuid)) take();
        return gauge.reading(host.now());
      },
      health: () => ({ ...gauge.health(), flags: [...new Set<RecordFlag>([...flags, "gpu-never-tried", ...flagIf(ended, "gpu-reader-ended"), ...gauge.health().flags])] }),
      raw: () => [gauge.raw()],
      close() {
        closed.add(device.uuid);
        if (closed.size === devices.length) reader.close();
      },
    };
  });
}

/** A sample of each device to begin with, or the reason why one has none. */
async function firstSamples(reader: LineReader, devices: GpuDevice[]): Promise<Map<string, SmiSample> | string> {
  const first = new Map<string, SmiSample>();
  for (let waited = 0; waited < FIRST_SAMPLES_MS; waited += PERIOD_MS / 2) {
    const lines = reader.lines();
    if (lines === null) return "nvidia-smi ended before it gave a sample";
    for (const sample of lines.map(parseSample)) if (sample) first.set(sample.uuid, sample);
    const without = devices.find(({ uuid }) => first.get(uuid)?.value === null);
    if (without) return `${without.name} (${without.uuid}) gives no such figure`;
    if (devices.every(({ uuid }) => first.has(uuid))) return first;
    await new Promise((resolve) => setTimeout(resolve, PERIOD_MS / 2));
  }
  return `nvidia-smi gave no sample within ${FIRST_SAMPLES_MS / 1000} s`;
}

async function openField(kind: Kind, field: string, devices: GpuDevice[], flags: RecordFlag[], host: Host): Promise<CounterMeter[] | string> {
  const reader = await readLinesOf(host.nvidiaSmi, sampleArguments(field, devices.map(({ uuid }) => uuid), PERIOD_MS));
  const first = await firstSamples(reader, devices);
  if (typeof first === "string") {
    reader.close();
    return `${field}: ${first}`;
  }
  const gauges = new Map(devices.map((device) => {
    const sample = first.get(device.uuid)!;
    return [device.uuid, kind === "counter" ? counterGauge(device, field, sample, host.now()) : powerGauge(device, field, sample, host.now())];
  }));
  return metersOf({ kind, field, gauges, reader }, devices, flags, host);
}

async function openFields({ energy, power }: QueryFields, devices: GpuDevice[], flags: RecordFlag[], host: Host): Promise<CounterMeter[] | Unavailable> {
  const troubles: string[] = [];
  for (const [kind, field] of [["counter", energy], ["power", power]] as const) {
    if (field === null) continue;
    const opened = await openField(kind, field, devices, flags, host);
    if (typeof opened !== "string") return opened;
    troubles.push(opened);
  }
  return { unavailable: troubles.join("; ") || "nvidia-smi has no field of energy or power" };
}

/**
 * NVIDIA's devices, one meter each, by what nvidia-smi tells of them: NVML's energy counter where it has a field of it, else its power, sampled and
 * integrated. The whole board is counted, whoever uses it. Only devices that CUDA_VISIBLE_DEVICES or NVIDIA_VISIBLE_DEVICES name. Tested on typed
 * output: never tried on a real GPU by us.
 */
export const nvidiaSmi: Rung = {
  id: "nvidia-smi",
  component: "gpu",
  async open(host) {
    if (process.platform === "win32") return { unavailable: "NVIDIA's devices are not read on Windows yet" };
    if (/(^|,)\s*MIG-/.test(host.visibleDevices.cuda ?? host.visibleDevices.container ?? "")) return { unavailable: "a part of a device (MIG) is used: NVML has no energy of a part" };
    let found: GpuDevice[];
    try {
      found = await askDevices(host.nvidiaSmi);
    } catch (cause) {
      const missing = (cause as NodeJS.ErrnoException).code === "ENOENT";
      return { unavailable: missing ? `there is no ${host.nvidiaSmi}: no device of NVIDIA` : `${host.nvidiaSmi} failed: ${(cause as Error).message.trim()}` };
    }
    const { devices, flags } = selectDevices(found, host.visibleDevices);
    if (devices.length === 0) return { unavailable: found.length === 0 ? "nvidia-smi lists no device" : "the environment makes no device visible" };
    // A sum over some of the devices would be too low without saying so.
    const divided = devices.find(({ mig }) => mig);
    if (divided) return { unavailable: `${divided.name} (${divided.uuid}) is divided into parts (MIG): NVML has no energy of a part`, remedy: `sudo nvidia-smi -i ${divided.index} -mig 0` };
    return openFields(await askFields(host.nvidiaSmi), devices, flags, host);
  },
};
