/**
 * Whether a layer is one that TensorFlow.js computes otherwise than Keras: its DepthwiseConv2D gives null for the dilation, whatever its configuration says.
 * Source: @tensorflow/tfjs-layers 4.22.0, layers/convolutional_depthwise.js, call.
 */
export const isDilatedDepthwise = (className: string, config: Record<string, unknown>): boolean =>
  className === "DepthwiseConv2D" && [config["dilation_rate"] ?? 1].flat().some((rate) => rate !== 1);
