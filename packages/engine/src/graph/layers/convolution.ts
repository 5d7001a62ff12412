import type { GraphBuilder, Tensor } from "../builder.ts";
import { overImage, paddingOf } from "../emission.ts";

interface Convolution {
  op: "Conv2D" | "DepthwiseConv2dNative";
  kernelSize: [number, number];
  strides: [number, number];
  dilationRate: [number, number];
  padding: "same" | "valid";
}

/** A convolution of images [batch, height, width, channels]. @param size height and width */
export function convolve(graph: GraphBuilder, image: Tensor, kernel: Tensor, size: [number, number], convolution: Convolution): Tensor {
  const { op, strides, padding, dilationRate } = convolution;
  if (dilationRate.every((rate) => rate === 1)) return graph.operation(op, [image, kernel], { strides: overImage(strides), padding: paddingOf(padding) });
  return dilated(graph, image, kernel, size, convolution);
}

/** Pixels a dilation apart become images of their own, are convolved without dilation, and are put together again: TensorFlow has no gradient of a dilated convolution on processors. */
function dilated(graph: GraphBuilder, image: Tensor, kernel: Tensor, size: [number, number], { op, kernelSize, padding, dilationRate }: Convolution): Tensor {
  const axes = [0, 1].map((axis) => {
    const [length, rate] = [size[axis]!, dilationRate[axis]!];
    const around = padding === "same" ? (kernelSize[axis]! - 1) * rate : 0;
    const before = Math.floor(around / 2);
    const more = (rate - ((length + around) % rate)) % rate; // up to whole blocks
    return { paddings: [before, around - before + more], crops: [0, more] };
  });
  const [blocks, paddings, crops] = [graph.constant(dilationRate, "int32"), graph.constant(axes.map((axis) => axis.paddings), "int32"), graph.constant(axes.map((axis) => axis.crops), "int32")];
  const apart = graph.operation("SpaceToBatchND", [image, blocks, paddings], { Tblock_shape: { type: "int32" }, Tpaddings: { type: "int32" } });
  const y = graph.operation(op, [apart, kernel], { strides: overImage([1, 1]), padding: "VALID" });
  return graph.operation("BatchToSpaceND", [y, blocks, crops], { Tblock_shape: { type: "int32" }, Tcrops: { type: "int32" } });
}
