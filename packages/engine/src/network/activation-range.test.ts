import { readFileSync } from "node:fs";
import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { activationRange, integersFor } from "./activation-range.ts";
import type { ActivationRange } from "./quantization.ts";

// Recorded: onnxruntime 1.32.0, quantization.quant_utils.compute_scale_zp(float32(low), float32(high), int8 or uint8 least, most)
const recorded: [number, number, "uint8" | "int8", number, number][] = [
  [-1.0, 2.0, "uint8", 0.011764706, 85], [0.0, 6.0, "int8", 0.023529412, -128], [-3.0, -1.0, "uint8", 0.011764706, 255], [0.5, 4.0, "int8", 0.015686275, -128],
  [0.0, 0.0, "uint8", 1.0, 0], [-0.001, 1000.0, "int8", 3.9215724, -128], [-0.020409191, 0.0041809883, "uint8", 9.643208e-05, 212], [-0.00056776963, 0.00021559716, "int8", 3.0720266e-06, 57],
  [-0.020199861, 0.00086521305, "uint8", 8.260814e-05, 245], [-0.33229995, 0.03526308, "int8", 0.0014414237, 103], [-0.28128743, 1.0551505, "uint8", 0.005240933, 54], [-3.9080098, 0.002385536, "int8", 0.015334884, 127],
  [-95.77587, 0.00024259565, "uint8", 0.3755926, 255], [-154.58209, 0.005052287, "int8", 0.6062241, 127], [-0.18283898, 1.935088, "uint8", 0.008305596, 22], [-0.026962033, 0.0010023136, "int8", 0.0001096641, 118],
  [-0.88645995, 0.882539, "uint8", 0.0069372505, 128], [-0.58035004, 0.6701044, "int8", 0.004903743, -10], [-0.028281623, 9.596448, "uint8", 0.037744038, 1], [-166.86198, 0.7005449, "int8", 0.65710795, 126],
  [-44.476746, 0.0026124835, "uint8", 0.17442885, 255], [-0.0052747307, 0.00074740796, "int8", 2.361623e-05, 95], [-19.381565, 0.020552306, "uint8", 0.07608674, 255], [-9.258996, 0.005825384, "int8", 0.036332633, 127],
  [-0.21482891, 0.2291539, "uint8", 0.0017411091, 123], [-249.38943, 0.0049136826, "int8", 0.97801703, 127], [-0.01638857, 9.640997, "uint8", 0.0378721, 0], [-0.075722106, 0.009144945, "int8", 0.00033281196, 100],
  [-70.958, 215.80054, "uint8", 1.1245433, 63], [-0.049803983, 6.092161, "int8", 0.024086138, -126], [-0.0015906403, 0.00035453195, "uint8", 7.6281262e-06, 209], [-1.0484055, 2.165123, "int8", 0.012602072, -45],
  [-0.037225056, 0.16818255, "uint8", 0.00080552005, 46], [-75.27786, 11.378813, "int8", 0.3398301, 94], [-34.922657, 8.002412, "uint8", 0.1683336, 207], [-0.8002, 0.14603812, "int8", 0.0037107377, 88],
  [-5.963695, 2.2461903, "uint8", 0.032195628, 185], [-5.753494, 0.017300135, "int8", 0.022630565, 126], [-0.44142327, 0.075705804, "uint8", 0.0020279572, 218], [-0.021565078, 0.02932337, "int8", 0.00019956254, -20],
];

test("scale and zero point are bit for bit those of ONNX Runtime's tool", () => {
  for (const [low, high, type, scale, zeroPoint] of recorded) expect([low, high, type, integersFor({ low, high }, type)]).toEqual([low, high, type, { scale: Math.fround(scale), zeroPoint }]);
});
test("0 is within the integers and exact, and both ends are reached to half a step", () => {
  fc.assert(fc.property(fc.float({ min: -1000, max: 1000, noNaN: true }), fc.float({ min: -1000, max: 1000, noNaN: true }), fc.constantFrom("uint8", "int8"), (a, b, type) => {
    const [low, high] = [Math.min(a, b), Math.max(a, b)];
    const { scale, zeroPoint } = integersFor({ low, high }, type);
    const least = type === "uint8" ? 0 : -128;
    expect(zeroPoint).toBeGreaterThanOrEqual(least);
    expect(zeroPoint).toBeLessThanOrEqual(least + 255);
    if (high - low < 1e-30) return;
    expect((least - zeroPoint) * scale).toBeLessThanOrEqual(Math.min(low, 0) + 0.501 * scale);
    expect((least + 255 - zeroPoint) * scale).toBeGreaterThanOrEqual(Math.max(high, 0) - 0.501 * scale);
  }));
});

/** What ONNX Runtime's collector made of the same values, by record-calibration.py. */
const tool = JSON.parse(readFileSync(new URL("./calibration.json", import.meta.url), "utf8")) as {
  onnxruntime: string; count: number; cases: { values: string; least: number; most: number; method: "percentile" | "entropy"; bins: number; percentile?: number; low: number; high: number }[];
};

/** As record-calibration.py has them. */
function* uniform(seed: number): Generator<number, never> {
  for (;;) {
    seed = (Math.imul(1664525, seed) + 1013904223) >>> 0;
    yield seed / 2 ** 32;
  }
}
type Draw = () => number;
const bell = (next: Draw): number => next() + next() + next() + next() - 2;
function tailed(next: Draw): number {
  const x = 2 * next() - 1;
  const cube = x * x * x;
  return x + 8 * (cube * cube * cube);
}
const kinds: Record<string, (next: Draw) => number> = {
  tailed, bell,
  rectified: (next) => Math.max(0, tailed(next) - 0.25),
  "rectified bell": (next) => Math.max(0, bell(next)),
  "bell with outliers": (next) => bell(next) * (next() < 0.001 ? 20 : 1),
};
function valuesOf(name: string): Float32Array {
  const random = uniform(1);
  return Float32Array.from({ length: tool.count }, () => kinds[name]!(() => random.next().value));
}
const endsOf = ({ scale, zeroPoint }: ActivationRange): [low: number, high: number] => [-zeroPoint * scale, (255 - zeroPoint) * scale];

describe.each(Object.keys(kinds))("of values that are %s, beside ONNX Runtime's own collector,", (name) => {
  const values = valuesOf(name);
  const all = tool.cases.filter((one) => one.values === name);
  const { least, most } = all[0]!;
  test("the values are the same ones", () => {
    expect([values.reduce((a, b) => Math.min(a, b)), values.reduce((a, b) => Math.max(a, b))]).toEqual([least, most].map(Math.fround));
  });
  test.each(all.flatMap(({ percentile, low, high }) => (percentile === undefined ? [] : [[percentile, low, high] as const])))("the middle %p %% is the tool's to a bin of its histogram", (percentile, low, high) => {
    const bin = (2 * Math.max(-least, most)) / 2048;
    const [ourLow, ourHigh] = endsOf(activationRange(values, { method: "percentile", percentile }, "uint8"));
    const step = (ourHigh - ourLow) / 255; // the zero point is whole
    expect(Math.abs(ourLow - Math.min(0, low))).toBeLessThanOrEqual(bin + step / 2);
    expect(Math.abs(ourHigh - Math.max(0, high))).toBeLessThanOrEqual(bin + step / 2);
  });
  test("entropy cuts within a quarter of where the tool does with as many bins, which with its own 128 never cuts", () => {
    const [own, fine] = [128, 2048].map((bins) => all.find(({ method, bins: taken }) => method === "entropy" && taken === bins)!) as [(typeof all)[0], (typeof all)[0]];
    expect([own.low, own.high]).toEqual([least, most]);
    const reach = (ends: number[]): number => Math.max(...ends.map(Math.abs));
    const share = reach(endsOf(activationRange(values, { method: "entropy" }, "uint8"))) / reach([fine.low, fine.high]);
    expect(share).toBeGreaterThan(0.75);
    expect(share).toBeLessThan(1.25);
  });
  test("rounding errs least by the middle 99.99 % or by all, and by entropy up to 70 times as much, by the tool's up to 50", () => {
    const errorOf = ({ scale, zeroPoint }: ActivationRange): number => values.reduce((sum, value) => sum + ((Math.max(0, Math.min(255, Math.round(value / scale) + zeroPoint)) - zeroPoint) * scale - value) ** 2, 0);
    const best = Math.min(...([{ method: "minmax" }, { method: "percentile", percentile: 99.99 }] as const).map((by) => errorOf(activationRange(values, by, "uint8"))));
    const byEntropy = errorOf(activationRange(values, { method: "entropy" }, "uint8")) / best;
    const byTool = errorOf(integersFor(all.find(({ method, bins }) => method === "entropy" && bins === 2048)!, "uint8")) / best;
    expect([byEntropy, byTool].every((times) => times > 0.99)).toBe(true);
    expect(byEntropy).toBeLessThan(70);
    expect(byTool).toBeLessThan(51);
  });
});

test("a percentile takes values that were seen: of too few to cut one it takes all", () => {
  const values = Float32Array.from({ length: 1000 }, (_, i) => (i === 7 ? 100 : i === 8 ? -50 : Math.sin(i)));
  expect(activationRange(values, { method: "percentile", percentile: 99.99 }, "uint8")).toEqual(activationRange(values, { method: "minmax" }, "uint8"));
  const [low, high] = endsOf(activationRange(values, { method: "percentile", percentile: 99.6 }, "uint8"));
  expect([low, high].map((end) => Math.round(end))).toEqual([-1, 1]);
});
