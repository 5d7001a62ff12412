import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "@jest/globals";
import { openBackend } from "../backend.ts";
import { correctCount } from "../evaluation/accuracy.ts";
import { encodeOnnx } from "../formats/onnx/encode-onnx.ts";
import { readOnnx } from "../formats/onnx/read-onnx.ts";
import { safetensors } from "../formats/safetensors.ts";
import { openPredictor } from "../graph/predictor.ts";
import type { TrainingData } from "../graph/program.ts";
import { TrainingProgram } from "../graph/program.ts";
import { calibrationPoints } from "../network/calibration-points.ts";
import type { Network } from "../network/network.ts";
import { fingerprint, outputWidth, sizeOf } from "../network/network.ts";
import { openOnnxPredictor } from "../onnx-predictor.ts";
import { openOnnxSession } from "../onnx-runtime.ts";
import { permutation, randomOf } from "../random.ts";
import { parseSpecification } from "../spec/parse.ts";
import { digits } from "../tasks/digits.ts";
import type { LayerShort } from "../test-networks.ts";
import { denseNetwork, networkOf, randomExamples, relativeDifference } from "../test-networks.ts";
import { quantize } from "./quantize.ts";
import type { TechniqueContext } from "./technique.ts";
import { contextOf } from "./test-context.ts";

const backend = await openBackend({ threads: 1 });
const folder = mkdtempSync(join(tmpdir(), "joulemark-quantize-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const examplesOf = (network: Network, count = 64) => randomExamples(count, sizeOf(network.inputShape), 2).inputs;
function predictFloat(network: Network, count = 64): Float32Array {
  const predictor = openPredictor(backend, network);
  const logits = predictor.predict(examplesOf(network, count));
  predictor.dispose();
  return logits;
}
function predictOnnx(network: Network): Float32Array {
  const predictor = openOnnxPredictor({ format: "onnx", bytes: encodeOnnx(network) }, { ...network, classes: outputWidth(network), threads: 1 });
  const logits = predictor.predict(examplesOf(network));
  predictor.dispose();
  return logits;
}
function quantized(network: Network, given: object): Promise<Network> {
  const unused = (): never => {
    throw new Error("quantize trains nothing");
  };
  const context = contextOf({ seed: 1, task: { ...network, classes: outputWidth(network) }, train: unused, predictTraining: unused, predictValidation: (cut, count) => Promise.resolve(predictFloat(cut, count)) });
  return quantize.apply(network, quantize.params.parse(given), context);
}
/** The operators that ONNX Runtime really runs. */
function operatorsRun(network: Network): string[] {
  const optimizedPath = join(folder, "optimized.onnx");
  openOnnxSession(encodeOnnx(network), { threads: 1, optimizedPath }).dispose();
  return Object.keys(readOnnx(readFileSync(optimizedPath)).operators);
}

const dense = denseNetwork([64, 48, 32, 10]);
const layers: LayerShort[] = [
  ["Conv2D", "a", { filters: 8, kernel_size: 3, padding: "same", activation: "relu" }], ["DepthwiseConv2D", "d", { kernel_size: 3, padding: "same" }], ["Add", "s", {}, ["a", "d"]], ["MaxPooling2D", "p"],
  ["Conv2D", "b", { filters: 8, kernel_size: 3, activation: "tanh" }], ["Flatten", "f"], ["Dense", "logits", { units: 10 }],
];
const convolutions = networkOf([8, 8, 1], layers);
const steps = networkOf([12], [["Embedding", "e", { input_dim: 17, output_dim: 8 }], ["Conv1D", "c", { filters: 8, kernel_size: 3, activation: "relu" }], ["GlobalAveragePooling1D", "g"], ["Dense", "logits", { units: 4 }]], 1, 1);

const modes: [string, object, number][] = [
  ["static, by all that was seen", { mode: "static" }, 0.03], ["static, int8 activations", { mode: "static", activationType: "int8" }, 0.03], ["static, a scale a channel", { mode: "static", perChannel: true }, 0.03],
  ["static, by a percentile", { mode: "static", calibration: "percentile", percentile: 99.9 }, 0.06], ["static, by entropy", { mode: "static", calibration: "entropy" }, 0.2], ["static, 7-bit weights", { mode: "static", reduceRange: true }, 0.05],
  ["dynamic", { mode: "dynamic" }, 0.03], ["dynamic, a scale a channel", { mode: "dynamic", perChannel: true }, 0.03], ["weight-only int8", { mode: "weight-only" }, 0.03], ["weight-only float16", { mode: "weight-only", weightType: "float16" }, 0.001],
];

describe.each([["dense layers", dense], ["convolutions", convolutions], ["an embedding and steps", steps]] as const)("of %s,", (_, network) => {
  test.each(modes)("%s, the logits stay near those of float32, and a file gives the same network back", async (_name, given, most) => {
    const small = await quantized(network, given);
    expect(relativeDifference(predictOnnx(small), predictFloat(network))).toBeLessThan(most);
    expect(fingerprint(small)).not.toBe(fingerprint(network));
    const bytes = safetensors.encode(small);
    expect(fingerprint(safetensors.decode(bytes))).toBe(fingerprint(small));
  });
});

test.each([["weight-only", { mode: "weight-only" }], ["float16", { mode: "weight-only", weightType: "float16" }]])("%s: the engine's own prediction is that of the ONNX form", async (_, given) => {
  const small = await quantized(convolutions, given);
  expect(relativeDifference(predictOnnx(small), predictFloat(small))).toBeLessThan(1e-5);
});

test("static quantization of dense layers computes what one computes by hand with the integers", async () => {
  const network = denseNetwork([6, 5, 4]);
  const small = await quantized(network, { mode: "static" });
  const { activations, weights } = small.quantization!;
  const through = (values: number[], { scale, zeroPoint }: { scale: number; zeroPoint: number }): number[] => values.map((value) => (Math.max(0, Math.min(255, Math.round(value / scale) + zeroPoint)) - zeroPoint) * scale);
  const layer = (name: string, x: number[], units: number, scale: number): number[] =>
    Array.from({ length: units }, (_, c) => {
      const biasScale = scale * (weights[`${name}/kernel`] as { scales: number[] }).scales[0]!;
      const bias = Math.round(small.weights[`${name}/bias`]!.values[c]! / biasScale) * biasScale;
      return x.reduce((sum, value, k) => sum + value * small.weights[`${name}/kernel`]!.values[k * units + c]!, bias);
    });
  const { values } = examplesOf(network);
  const expected = Array.from({ length: 64 }, (_, row) => {
    const x = through(Array.from(values.subarray(row * 6, row * 6 + 6), (value) => value / 16), activations["inputs"]!);
    const hidden = through(layer("dense_1", x, 5, activations["inputs"]!.scale).map((value) => Math.max(0, value)), activations["dense_1"]!);
    return layer("dense_2", hidden, 4, activations["dense_1"]!.scale);
  }).flat();
  expect(relativeDifference(predictOnnx(small), expected)).toBeLessThan(0.004); // a value in the middle of two integers may go either way
});

describe("ONNX Runtime computes with the integers themselves:", () => {
  test("static dense layers by QGemm, static convolutions by QLinearConv, and none by float32", async () => {
    expect(operatorsRun(await quantized(dense, { mode: "static" }))).toContain("QGemm");
    const run = operatorsRun(await quantized(convolutions, { mode: "static", perChannel: true }));
    expect(run).toEqual(expect.arrayContaining(["QLinearConv", "QGemm"]));
    expect(run.filter((operator) => /^(Fused)?(Conv|Gemm|MatMul)$/.test(operator))).toEqual([]);
  });
  test("dynamic ones by integer products", async () => {
    expect(operatorsRun(await quantized(dense, { mode: "dynamic" })).join()).toMatch(/DynamicQuantizeMatMul|MatMulInteger/);
    expect(operatorsRun(await quantized(convolutions, { mode: "dynamic" })).join()).toMatch(/ConvInteger/);
  });
});

describe("quantization-aware training", () => {
  /** Trains in fact, on the given examples; keeps what the program itself says with the rounding in its forward pass. */
  async function aware(network: Network, given: object, data: TrainingData, { epochs = 20, learningRate = 0.002 } = {}): Promise<{ small: Network; faked: Float32Array }> {
    let faked: Float32Array = new Float32Array(0);
    const train: TechniqueContext["train"] = (apart, loss, extras) => {
      const program = new TrainingProgram(backend, apart, { optimizer: { type: "adam", learningRate }, loss, ...extras });
      program.setData(data);
      for (let epoch = 0; epoch < epochs; epoch++) program.train(permutation(randomOf("qat", epoch), data.inputs.count), 16);
      faked = program.predict(examplesOf(network));
      const trained = program.network();
      program.dispose();
      return Promise.resolve(trained);
    };
    const small = await quantize.apply(network, quantize.params.parse({ mode: "qat", ...given }), contextOf({ seed: 1, task: { ...network, classes: outputWidth(network) }, train }));
    return { small, faked };
  }
  const argmaxes = (logits: Float32Array, classes: number): number[] => Array.from({ length: logits.length / classes }, (_, row) => logits.slice(row * classes, (row + 1) * classes).reduce((best, value, c, all) => (value > all[best]! ? c : best), 0));

  test.each([
    ["dense layers", dense, {}], ["dense layers, a scale a channel, int8 activations", dense, { perChannel: true, activationType: "int8" }], ["dense layers, 7-bit weights", dense, { reduceRange: true }],
    ["convolutions with and without a joined activation", convolutions, {}], ["convolutions, a scale a channel", convolutions, { perChannel: true }], ["an embedding and steps", steps, {}],
  ] as const)("of %s: what it trained with is what ONNX Runtime computes with the integers", async (_, network, given) => {
    const { small, faked } = await aware(network, given, randomExamples(64, sizeOf(network.inputShape), outputWidth(network), 2), { epochs: 5 });
    expect(small.quantization).toMatchObject({ mode: "static", activationType: "activationType" in given ? given.activationType : "uint8" });
    expect(Object.keys(small.quantization!.activations)).toEqual(calibrationPoints(network).map(({ name }) => name));
    const real = predictOnnx(small);
    expect(relativeDifference(real, faked)).toBeLessThan(0.02);
    const [a, b] = [real, faked].map((logits) => argmaxes(logits, outputWidth(network)));
    expect(a!.filter((guess, row) => guess !== b![row]).length).toBeLessThanOrEqual(1); // of 64; a tie of two logits may go either way
    expect(operatorsRun(small)).toEqual(operatorsRun(await quantized(network, { mode: "static", ...given })));
  });

  test("where one large weight that nothing feels makes the scale too coarse, static quantization loses the digits and this keeps them", async () => {
    const { train, test: held } = digits.load();
    const network = denseNetwork([64, 32, 10]);
    const program = new TrainingProgram(backend, network, { optimizer: { type: "adam", learningRate: 0.003 }, loss: { type: "cross-entropy" } });
    program.setData(train);
    for (let epoch = 0; epoch < 15; epoch++) program.train(permutation(randomOf("float", epoch), train.inputs.count), 32);
    const float = program.network();
    program.dispose();
    float.weights["dense_1/kernel"]!.values[0] = 120; // of the first pixel, which is 0 in every image
    const accuracy = (model: Network): number => {
      const predictor = openOnnxPredictor({ format: "onnx", bytes: encodeOnnx(model) }, { ...digits, threads: 1 });
      const right = correctCount(predictor.predict(held.inputs), held.labels);
      predictor.dispose();
      return right / held.labels.length;
    };
    const { small } = await aware(float, {}, train, { epochs: 10, learningRate: 0.003 });
    const [asFloat, asStatic, asAware] = [float, await quantized(float, { mode: "static" }), small].map(accuracy) as [number, number, number];
    expect({ asFloat, asStatic, asAware, kept: asAware > asFloat - 0.04, lost: asStatic < asFloat - 0.1 }).toEqual({ asFloat, asStatic, asAware, kept: true, lost: true });
  });
});

test("files are smaller by what was quantized: about a quarter for int8, a half for float16", async () => {
  const wide = denseNetwork([64, 256, 10]);
  const size = async (given: object): Promise<number[]> => [safetensors.encode(await quantized(wide, given)), encodeOnnx(await quantized(wide, given))].map(({ length }) => length);
  const [tensors = 0, onnx = 0] = [safetensors.encode(wide), encodeOnnx(wide)].map(({ length }) => length);
  for (const given of [{ mode: "static" }, { mode: "dynamic" }, { mode: "weight-only" }]) {
    const [a = 0, b = 0] = await size(given);
    expect([a / tensors, b / onnx].every((share) => share > 0.25 && share < 0.33)).toBe(true);
  }
  const [a = 0, b = 0] = await size({ mode: "weight-only", weightType: "float16" });
  expect([a / tensors, b / onnx].every((share) => share > 0.5 && share < 0.54)).toBe(true);
});

test("the example that quantizes is a sound specification", () => {
  const text = readFileSync(new URL("../../examples/digits-quantized.json", import.meta.url), "utf8");
  expect(parseSpecification(JSON.parse(text))).toMatchObject({ ok: true });
});

describe("is refused", () => {
  test("of a network that is quantized already", async () => {
    await expect(quantized(await quantized(dense, { mode: "dynamic" }), { mode: "static" })).rejects.toThrow(/already/);
  });
  test("where float16 cannot hold a weight, naming it", async () => {
    const large = denseNetwork([6, 5, 4]);
    large.weights["dense_2/kernel"]!.values[3] = 1e5;
    await expect(quantized(large, { mode: "weight-only", weightType: "float16" })).rejects.toMatchObject({ code: "NUMERIC", message: expect.stringContaining("dense_2/kernel") });
  });
  test.each([
    [{ mode: "dynamic", calibration: "entropy" }, "calibration"], [{ mode: "static", weightType: "float16" }, "weightType"], [{ mode: "static", percentile: 99 }, "percentile"],
    [{ mode: "weight-only", weightType: "float16", perChannel: true }, "perChannel"], [{ mode: "qat", calibration: "minmax" }, "calibration"], [{ mode: "static", averagingConstant: 0.1 }, "averagingConstant"], [{ mode: "dynamic", activationType: "int8" }, "activationType"], [{ mode: "static", calibrationExamples: 0 }, "calibrationExamples"],
  ])("%j, by the path %s", (given, key) => {
    const { error } = quantize.params.safeParse(given);
    expect(error!.issues.map(({ path }) => path.join("."))).toEqual([key]);
  });
  test("before another step, by the step's path", () => {
    const parsed = parseSpecification({ version: 1, name: "a", task: "digits", base: { layers: [] }, pipeline: [{ technique: "quantize" }, { technique: "train" }] });
    expect(parsed).toMatchObject({ ok: false, issues: [{ path: ["pipeline", "0", "technique"], message: expect.stringContaining("last") }] });
  });
});
