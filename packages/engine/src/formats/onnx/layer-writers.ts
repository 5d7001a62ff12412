import type { Activation } from "../../network/activations.ts";
import { activation } from "../../network/layers/activation.ts";
import { add } from "../../network/layers/add.ts";
import { averagePooling1d } from "../../network/layers/average-pooling1d.ts";
import { averagePooling2d } from "../../network/layers/average-pooling2d.ts";
import { batchNormalization } from "../../network/layers/batch-normalization.ts";
import { concatenate } from "../../network/layers/concatenate.ts";
import { conv1d } from "../../network/layers/conv1d.ts";
import { conv2d } from "../../network/layers/conv2d.ts";
import { dense } from "../../network/layers/dense.ts";
import { depthwiseConv2d } from "../../network/layers/depthwise-conv2d.ts";
import { dropout } from "../../network/layers/dropout.ts";
import { embedding } from "../../network/layers/embedding.ts";
import { flatten } from "../../network/layers/flatten.ts";
import { globalAveragePooling1d } from "../../network/layers/global-average-pooling1d.ts";
import { globalAveragePooling2d } from "../../network/layers/global-average-pooling2d.ts";
import { globalMaxPooling1d } from "../../network/layers/global-max-pooling1d.ts";
import { globalMaxPooling2d } from "../../network/layers/global-max-pooling2d.ts";
import { layerNormalization } from "../../network/layers/layer-normalization.ts";
import { maskedAveragePooling1d } from "../../network/layers/masked-average-pooling1d.ts";
import { maxPooling1d } from "../../network/layers/max-pooling1d.ts";
import { maxPooling2d } from "../../network/layers/max-pooling2d.ts";
import { multiHeadAttention } from "../../network/layers/multi-head-attention.ts";
import { positionEmbedding } from "../../network/layers/position-embedding.ts";
import { reshape } from "../../network/layers/reshape.ts";
import { unitNormalization } from "../../network/layers/unit-normalization.ts";
import { activated } from "./activations.ts";
import { linear } from "./linear.ts";
import { onnxTypes } from "./onnx-graph.ts";
import { floatOf, storedTensor } from "./stored.ts";
import type { LayerWriter, OnnxValue, Writing } from "./writing.ts";
import { attention, maskedMean, ownTensor } from "./attention.ts";
import { channelsFirst, channelsLast, defineWriter, reshaped, scalar } from "./writing.ts";
import { windowAttributes } from "./windows.ts";

const first = (tensor: string): OnnxValue => ({ tensor, channels: "first" });
const last = (tensor: string): OnnxValue => ({ tensor, channels: "last" });
const pair = (value: number | number[]): number[] => (typeof value === "number" ? [value] : value);

interface ConvolutionConfig {
  kernelSize: number | number[];
  strides: number | number[];
  dilationRate: number | number[];
  padding: "same" | "valid";
  activation: Activation;
  useBias: boolean;
}

/** A convolution over images or steps. @param kernel its key, the order of its axes that puts the output channels first, and its shape then */
function convolution({ graph, network, name, config, inputs: [x], reads: [read], inputShapes: [shape] }: Writing<ConvolutionConfig>, kernel: { key: string; order: number[]; shape: number[] }, group: number): OnnxValue {
  const [size, strides, dilations] = [pair(config.kernelSize), pair(config.strides), pair(config.dilationRate)];
  const attributes = { ...windowAttributes({ lengths: shape!.slice(0, -1), size, strides, dilation: dilations, padding: config.padding }), dilations, group };
  const y = linear(graph, network, { op: "Conv", attributes, name, read: read!, x: channelsFirst(graph, x!, shape!), kernel: { ...kernel, axis: 0 }, useBias: config.useBias, after: size.length });
  return first(activated(graph, config.activation, y));
}

interface PoolingConfig {
  poolSize: number | number[];
  strides: number | number[];
  padding: "same" | "valid";
}

/** Values outside are not counted, as TensorFlow has it. */
const pooling = (op: "MaxPool" | "AveragePool") => ({ graph, config, inputs: [x], inputShapes: [shape] }: Writing<PoolingConfig>): OnnxValue => {
  const [size, strides] = [pair(config.poolSize), pair(config.strides)];
  return first(graph.node(op, [channelsFirst(graph, x!, shape!)], windowAttributes({ lengths: shape!.slice(0, -1), size, strides, dilation: size.map(() => 1), padding: config.padding })));
};

const global = (op: "GlobalMaxPool" | "GlobalAveragePool") => ({ graph, inputs: [x], inputShapes: [shape], outputShape }: Writing<unknown>): OnnxValue =>
  last(reshaped(graph, graph.node(op, [channelsFirst(graph, x!, shape!)]), outputShape));

const asRow = ({ graph, inputs: [x], inputShapes: [shape], outputShape }: Writing<unknown>): OnnxValue => last(reshaped(graph, channelsLast(graph, x!, shape!), outputShape));

/** What writes each kind of layer; a kind without a line is refused by its layer's name. */
export const layerWriters: readonly LayerWriter[] = [
  defineWriter(dense, ({ graph, network, name, config, inputs: [x], reads: [read], inputShapes: [shape] }) => {
    const kernel = { key: `${name}/kernel`, order: [0, 1], shape: [shape![0]!, config.units], axis: 1 };
    const y = linear(graph, network, { op: "Gemm", attributes: {}, name, read: read!, x: x!.tensor, kernel, useBias: config.useBias, after: 0 });
    return last(activated(graph, config.activation, y));
  }),
  defineWriter(conv2d, (writing) => {
    const { name, config, inputShapes: [shape] } = writing;
    return convolution(writing, { key: `${name}/kernel`, order: [3, 2, 0, 1], shape: [config.filters, shape![2]!, ...config.kernelSize] }, 1);
  }),
  defineWriter(conv1d, (writing) => {
    const { name, config, inputShapes: [shape] } = writing;
    return convolution(writing, { key: `${name}/kernel`, order: [2, 1, 0], shape: [config.filters, shape![1]!, config.kernelSize] }, 1);
  }),
  defineWriter(depthwiseConv2d, (writing) => {
    const { name, config, inputShapes: [shape], outputShape } = writing;
    return convolution(writing, { key: `${name}/depthwise_kernel`, order: [2, 3, 0, 1], shape: [outputShape[2]!, 1, ...config.kernelSize] }, shape![2]!);
  }),
  defineWriter(maxPooling2d, pooling("MaxPool")),
  defineWriter(maxPooling1d, pooling("MaxPool")),
  defineWriter(averagePooling2d, pooling("AveragePool")),
  defineWriter(averagePooling1d, pooling("AveragePool")),
  defineWriter(globalMaxPooling2d, global("GlobalMaxPool")),
  defineWriter(globalMaxPooling1d, global("GlobalMaxPool")),
  defineWriter(globalAveragePooling2d, global("GlobalAveragePool")),
  defineWriter(globalAveragePooling1d, global("GlobalAveragePool")),
  defineWriter(batchNormalization, ({ graph, network, name, config, inputs: [x], inputShapes: [shape] }) => {
    const [gamma, beta, mean, variance] = ["gamma", "beta", "moving_mean", "moving_variance"].map((own) => storedTensor(graph, network, `${name}/${own}`, { order: [0], shape: [shape!.at(-1)!], axis: 0 }).tensor) as [string, string, string, string];
    return first(graph.node("BatchNormalization", [channelsFirst(graph, x!, shape!), gamma, beta, mean, variance], { epsilon: { float: config.epsilon } }));
  }),
  defineWriter(layerNormalization, ({ graph, network, name, config, inputs: [x], inputShapes: [shape] }) => {
    const [gamma, beta] = ["gamma", "beta"].map((own) => storedTensor(graph, network, `${name}/${own}`, { order: [0], shape: [shape!.at(-1)!], axis: 0 }).tensor) as [string, string];
    return last(graph.node("LayerNormalization", [channelsLast(graph, x!, shape!), gamma, beta], { axis: -1, epsilon: { float: config.epsilon } }));
  }),
  defineWriter(embedding, ({ graph, network, name, config, inputs: [x] }) => {
    const stored = storedTensor(graph, network, `${name}/embeddings`, { order: [0, 1], shape: [config.inputDim, config.outputDim], axis: 1 });
    const rows = graph.node("Gather", [stored.tensor, graph.node("Cast", [x!.tensor], { to: onnxTypes.int32 })], { axis: 0 });
    return last(floatOf(graph, stored, -1, rows));
  }),
  defineWriter(positionEmbedding, ({ graph, network, name, inputs: [x], inputShapes: [shape] }) => last(graph.node("Add", [channelsLast(graph, x!, shape!), ownTensor(graph, network, `${name}/embeddings`, shape!)]))),
  defineWriter(multiHeadAttention, attention),
  defineWriter(maskedAveragePooling1d, maskedMean),
  defineWriter(unitNormalization, ({ graph, inputs: [x], inputShapes: [shape] }) => {
    const y = channelsLast(graph, x!, shape!);
    const squares = graph.node("ReduceSum", [graph.node("Mul", [y, y]), graph.tensor("axes", "int64", [1], BigInt64Array.of(-1n))]);
    return last(graph.node("Div", [y, graph.node("Sqrt", [graph.node("Add", [squares, scalar(graph, "epsilon", 1e-12)])])]));
  }),
  defineWriter(dropout, ({ inputs: [x] }) => x!), // of training only
  defineWriter(activation, ({ graph, config, inputs: [x] }) => ({ ...x!, tensor: activated(graph, config.activation, x!.tensor) })),
  defineWriter(add, ({ graph, inputs, inputShapes }) => {
    const together = inputs.every(({ channels }) => channels === "first") ? first : last;
    const tensors = inputs.map((value, k) => (together === first ? value.tensor : channelsLast(graph, value, inputShapes[k]!)));
    return together(tensors.reduce((sum, tensor) => graph.node("Add", [sum, tensor])));
  }),
  defineWriter(concatenate, ({ graph, inputs, inputShapes }) => last(graph.node("Concat", inputs.map((value, k) => channelsLast(graph, value, inputShapes[k]!)), { axis: -1 }))),
  defineWriter(flatten, asRow),
  defineWriter(reshape, asRow),
];
