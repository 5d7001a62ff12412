import type { CaptureMode } from "./capture/capture.ts";
import type { GridIntensity } from "./carbon/grid-intensity.ts";
import type { Conversion } from "./conversion.ts";
import { basis, factor, gramsPerKwh, kind, partReaders, year } from "./conversion-parts.ts";
import type { Attribution, ComponentFigure, ConvertedFigures, EnergyRecord, LadderStep, RecordHost } from "./energy-record.ts";
import type { Cost, Interval, Measurement } from "./measurement.ts";
import type { ComponentName, CounterHealth, RawCounter } from "./meters/open-meter.ts";
import type { Reader } from "./read-json.ts";
import { anyText, boolean, date, listOf, mapOf, nameOf, number, object, oneOf, optional, orNull, text, where } from "./read-json.ts";

export const amount = number({ min: 0 });
const count = number({ min: 0, whole: true });
export const share = number({ min: 0, max: 1 }, "a share");

const interval: Reader<Interval> = where(object<Interval>({ low: amount, high: amount, level: number({ above: 0, max: 1 }, "a share of cases") }), ({ low, high }) => low <= high, "an interval whose low is not above its high");
export const measurement: Reader<Measurement> = where(
  object<Measurement>({
    value: amount, unit: text("J, gCO2e, L, s, B, or an ISO 4217 code", /^(J|gCO2e|L|s|B|[A-Z]{3})$/), interval: orNull(interval),
    method: oneOf("COUNTER", "SAMPLED", "ESTIMATED", "PROJECTED", "DECLARED"), boundary: orNull(oneOf("PROCESS", "COMPONENT", "NODE", "FACILITY")), source: anyText,
  }),
  (figure) => figure.interval === null || (figure.interval.low <= figure.value && figure.value <= figure.interval.high), "a figure whose interval holds its value",
);
export const cost = object<Cost>({ kind: oneOf("ELECTRICITY", "COMPUTE", "HARDWARE"), amount: measurement, priceDate: optional(date) });
const componentNames = { machine: true, cpu: true, dram: true, gpu: true } satisfies Record<ComponentName, true>;
export const componentName = nameOf<ComponentName>(componentNames);
export const constants = mapOf<number | string | null>(orNull((value, path, problems) => (typeof value === "string" ? value : number()(value, path, problems))));

/** Readers of what follows from energy, hours and a conversion. */
export const figures = {
  facilityEnergy: orNull(measurement), carbon: orNull(measurement), water: orNull(measurement), cost: orNull(measurement), costs: listOf(cost), embodiedCarbon: orNull(measurement),
  sci: orNull(object<NonNullable<ConvertedFigures["sci"]>>({ figure: measurement, functionalUnit: text(), count: number({ above: 0 }) })),
};

const parts = partReaders(() => ({ factor, source: text() }));
export const conversion = object<Conversion>({
  grid: object<GridIntensity>({ gramsPerKwh, factor, zone: orNull(text()), kind, basis, year: orNull(year), dataSet: text(), licence: text(), source: text() }),
  price: parts.price, pue: orNull(parts.pue), water: orNull(parts.water), compute: orNull(parts.compute), hardware: orNull(parts.hardware), embodied: orNull(parts.embodied), functionalUnit: orNull(parts.functionalUnit),
});

const health = object<CounterHealth<string>>({ reads: count, failedReads: count, wraps: count, resets: count, implausible: count, filledSeconds: amount, flags: listOf(text()) });
export const counter = object<RawCounter & { meter: string; health: CounterHealth<string> }>({
  path: text(), unit: nameOf<RawCounter["unit"]>({ µJ: true, mJ: true, "W·s": true }), start: amount, end: amount, maxRange: orNull(amount), wraps: count, meter: text(), health,
});
const attribution = object<Attribution>({ rule: nameOf<Attribution["rule"]>({ exclusive: true, "cpu-time": true }), share, machineJoules: amount, activeJoules: amount, idleJoules: amount, unallocatedJoules: amount });
export const component = object<ComponentFigure>({ name: componentName, energy: orNull(measurement), meter: orNull(text()), attribution: orNull(attribution) });
export const step = object<LadderStep>({ component: nameOf<LadderStep["component"]>({ ...componentNames, capture: true }), method: text(), taken: boolean, reason: text(), remedy: optional(text()) });
export const host = object<RecordHost>({ processor: anyText, family: anyText, threads: count, memoryBytes: amount, virtualised: boolean, operatingSystem: anyText });
export const sampler = object<EnergyRecord["sampler"]>({ version: text(), intervalSeconds: amount, samples: count, longestGapSeconds: amount, cpuSeconds: amount });
export const scope = object<EnergyRecord["scope"]>({ mode: nameOf<CaptureMode>({ "cgroup-v2": true, "cgroup-v1": true, "process-tree": true, "own-process": true }), tickSeconds: amount });
export const digest = text("a sha256 in 64 hexadecimal digits", /^[0-9a-f]{64}$/);

