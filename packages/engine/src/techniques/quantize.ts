import { z } from "zod";
import { EngineError } from "../errors.ts";
import type { Calibration } from "../network/activation-range.ts";
import { activationRange } from "../network/activation-range.ts";
import { calibrationPoints, hasProducts, networkUpTo } from "../network/calibration-points.ts";
import { fakeQuantizationOf, pointLayers, withActivationsApart } from "../network/fake-quantization.ts";
import { fromFloat16, toFloat16 } from "../network/float16.ts";
import type { Network } from "../network/network.ts";
import { placeLayers } from "../network/placed-layers.ts";
import type { Quantization, StoredWeight } from "../network/quantization.ts";
import { integersOf, valuesOf } from "../network/quantization.ts";
import type { TechniqueContext } from "./technique.ts";
import { defineTechnique } from "./technique.ts";

const [PERCENTILE, CALIBRATION_EXAMPLES, AVERAGING_CONSTANT] = [99.99, 200, 0.01];

const params = z
  .strictObject({
    mode: z.enum(["static", "dynamic", "weight-only", "qat"]).meta({ title: "Mode", description: "static: weights and activations by ranges measured before; dynamic: activations by their own range as they come; weight-only: stored small, computed as float32; qat: as static, after a training that sees the rounding", zh: { title: "方式", description: "static：权重与激活按预先测得的范围量化；dynamic：激活在推理时按自身范围量化；weight-only：仅缩小存储，仍以 float32 计算；qat：先做感知舍入的训练，其余同 static" } }).default("static"),
    weightType: z.enum(["int8", "float16"]).meta({ title: "Weights as", description: "float16 with weight-only; int8 where it is left out", zh: { title: "权重类型", description: "float16 仅用于 weight-only；留空为 int8" } }).optional(),
    perChannel: z.boolean().meta({ title: "Scale per channel", description: "one scale for each output channel of a weight; one for all where it is left out", zh: { title: "逐通道缩放", description: "每个输出通道一个缩放系数；留空则全部共用一个" } }).optional(),
    reduceRange: z.boolean().meta({ title: "7-bit weights", description: "keeps processors without VNNI from saturating; 8 bits where it is left out", zh: { title: "7 位权重", description: "避免无 VNNI 的处理器饱和；留空为 8 位" } }).optional(),
    activationType: z.enum(["uint8", "int8"]).meta({ title: "Activations as", description: "of static and qat; uint8 where it is left out", zh: { title: "激活类型", description: "用于 static 与 qat；留空为 uint8" } }).optional(),
    calibration: z.enum(["minmax", "percentile", "entropy"]).meta({ title: "Calibration", description: "how ranges follow from what was seen: all of it, its middle, or what loses least information; minmax where it is left out", zh: { title: "校准方法", description: "由观测值确定范围：取全部、取中间部分、或信息损失最小；留空为 minmax" } }).optional(),
    percentile: z.number().gt(50).max(100).meta({ title: "Percentile", description: `share of the values within the range; ${PERCENTILE} where it is left out`, unit: "%", zh: { title: "百分位", description: `范围内取值的比例；留空为 ${PERCENTILE}` } }).optional(),
    calibrationExamples: z.int().min(1).max(10_000).meta({ title: "Calibration examples", description: `of the validation split; ${CALIBRATION_EXAMPLES} where it is left out`, zh: { title: "校准样本数", description: `取自验证集；留空为 ${CALIBRATION_EXAMPLES}` } }).optional(),
    averagingConstant: z.number().gt(0).max(1).meta({ title: "Averaging constant", description: `share of a batch's range in the moving mean, with qat; ${AVERAGING_CONSTANT} where it is left out`, zh: { title: "滑动平均系数", description: `qat 中每批范围在滑动平均中所占比例；留空为 ${AVERAGING_CONSTANT}` } }).optional(),
  })
  .superRefine((given, context) => {
    const refuse = (key: string, message: string): void => void context.addIssue({ code: "custom", path: [key], message });
    if (given.weightType === "float16" && given.mode !== "weight-only") refuse("weightType", `float16 needs the mode weight-only: ${given.mode} computes with int8.`);
    if (given.weightType === "float16") for (const key of ["perChannel", "reduceRange"] as const) if (given[key]) refuse(key, "float16 has no scales: leave it out.");
    if (given.activationType !== undefined && given.mode !== "static" && given.mode !== "qat") refuse("activationType", `Only static and qat have ranges that are known before: leave it out with ${given.mode}.`);
    if (given.averagingConstant !== undefined && given.mode !== "qat") refuse("averagingConstant", `Only qat observes batches: leave it out with ${given.mode}.`);
    if (given.mode !== "static") for (const key of ["calibration", "percentile", "calibrationExamples"] as const) if (given[key] !== undefined) refuse(key, `Only the mode static calibrates: leave it out with ${given.mode}.`);
    if (given.percentile !== undefined && given.calibration !== "percentile") refuse("percentile", "It needs the calibration percentile.");
  });
type Params = z.infer<typeof params>;

/** The most that an integer of a weight is: 8 bits without −128, so that negation is exact, or 7. */
const mostOf = ({ reduceRange }: Params): number => (reduceRange ? 64 : 127);

/** One scale of |values| for each channel: value i is of channel i mod channels. */
function scalesOf(values: Float32Array, channels: number, most: number): number[] {
  const largest = new Float32Array(channels);
  values.forEach((value, i) => (largest[i % channels] = Math.max(largest[i % channels]!, Math.abs(value))));
  return Array.from(largest, (magnitude) => Math.fround(magnitude / most) || 1);
}

/** Kernels and embeddings; biases and normalizations are small, and stay. An embedding's rows share one scale. */
function weightsToStore(network: Network, { weightType = "int8", perChannel = false, ...given }: Params): Record<string, { stored: StoredWeight; values: Float32Array }> {
  const kernels = placeLayers(network).flatMap((placed) => (hasProducts(placed) || placed.kind.className === "Embedding" ? [{ key: placed.weights[0]!.key, channels: hasProducts(placed) && perChannel ? placed.outputShape.at(-1)! : 1 }] : []));
  return Object.fromEntries(
    kernels.map(({ key, channels }) => {
      const { values } = network.weights[key]!;
      if (weightType === "float16") {
        const kept = fromFloat16(toFloat16(values));
        if (!kept.every(Number.isFinite)) throw new EngineError("NUMERIC", `Weight ${key} has values beyond 65,504, the most that float16 holds: take int8.`, { path: ["weights", key] });
        return [key, { stored: { type: "float16" as const }, values: kept }];
      }
      const scales = scalesOf(values, channels, mostOf(given as Params));
      return [key, { stored: { type: "int8" as const, scales }, values: valuesOf(integersOf(values, scales, mostOf(given as Params)), scales) }];
    }),
  );
}

/** Ranges of the values at each point, of the float32 network on validation examples. */
async function measuredRanges(network: Network, given: Params, predict: TechniqueContext["predictValidation"]): Promise<Quantization["activations"]> {
  const { calibration: method = "minmax", percentile = PERCENTILE, calibrationExamples = CALIBRATION_EXAMPLES, activationType = "uint8" } = given;
  const calibration: Calibration = method === "percentile" ? { method, percentile } : { method };
  const ranges: Quantization["activations"] = {};
  for (const point of calibrationPoints(network)) {
    const shared = point.like === null ? undefined : ranges[point.like];
    ranges[point.name] = shared ?? activationRange(await predict(networkUpTo(network, point), calibrationExamples), calibration, activationType);
  }
  return ranges;
}

/** Trains with the rounding in sight. Gives the trained network, float32, and the ranges that were observed at each point. */
async function trainedWithRounding(network: Network, given: Params, train: TechniqueContext["train"]): Promise<{ trained: Network; activations: Quantization["activations"] }> {
  const { perChannel = false, activationType = "uint8", averagingConstant = AVERAGING_CONSTANT } = given;
  const fakeQuantization = fakeQuantizationOf(network, { most: mostOf(given), perChannel, activationType, averagingConstant });
  const { weights, quantization } = await train(withActivationsApart(network), { type: "cross-entropy" }, { fakeQuantization });
  const activations = Object.fromEntries([...pointLayers(network)].map(([point, layer]) => [point, quantization!.activations[layer]!]));
  return { trained: { ...network, weights }, activations };
}

/**
 * Stores weights, and computes with activations, in 8 bits (or weights in float16): integer = round(value / scale) + zero point. The result's ONNX form is what is evaluated,
 * and its integers are computed with as such. It must come last. Size falls to about a quarter; whether it is faster depends on processor and layers: it is measured, not assumed.
 * `qat` trains before, with the rounding in the forward pass and gradients that pass it. Sources: Jacob et al. 2018, arXiv 1712.05877; Krishnamoorthi 2018, arXiv 1806.08342; words and formulas are ONNX Runtime's.
 */
export const quantize = defineTechnique({
  id: "quantize",
  title: "Quantization",
  source: "Jacob et al. 2018, arXiv 1712.05877; Krishnamoorthi 2018, arXiv 1806.08342",
  params,
  example: { mode: "static", calibration: "minmax", calibrationExamples: 8 },
  trains: ({ mode }) => mode === "qat",
  oneProcess: ({ mode }) => (mode === "qat" ? "mode" : null),
  last: true,
  async apply(float, given, { predictValidation, train }) {
    if (float.quantization) throw new EngineError("INVALID_INPUT", "The network is quantized already.", { path: ["base"] });
    const { trained: network, activations } = given.mode === "qat" ? await trainedWithRounding(float, given, train) : { trained: float, activations: given.mode === "static" ? await measuredRanges(float, given, predictValidation) : {} };
    const stored = Object.entries(weightsToStore(network, given));
    const weights = Object.fromEntries(stored.map(([key, { values }]) => [key, { shape: network.weights[key]!.shape, values }]));
    return {
      ...network,
      weights: { ...network.weights, ...weights },
      quantization: { mode: given.mode === "qat" ? "static" : given.mode, weights: Object.fromEntries(stored.map(([key, one]) => [key, one.stored])), activationType: given.activationType ?? "uint8", activations },
    };
  },
  outline(architecture, given, { predictValidation, train }) {
    if (given.mode === "qat") train(withActivationsApart(architecture));
    if (given.mode === "static") for (const point of calibrationPoints(architecture)) if (point.like === null) predictValidation(networkUpTo(architecture, point), given.calibrationExamples ?? CALIBRATION_EXAMPLES);
    return architecture;
  },
});
