import { expect, test } from "@jest/globals";
import { denseNetwork, networkOf } from "../test-networks.ts";
import { calibrationPoints } from "./calibration-points.ts";
import { fakeQuantizationOf, pointLayers, withActivationsApart } from "./fake-quantization.ts";
import { weightShapes } from "./network.ts";

const network = networkOf([8, 8, 1], [["Conv2D", "a", { filters: 4, kernel_size: 3, activation: "tanh" }], ["MaxPooling2D", "p"], ["DepthwiseConv2D", "d", { kernel_size: 3, depth_multiplier: 2, activation: "relu" }], ["Flatten", "f"], ["Dense", "h", { units: 6, activation: "tanh" }], ["Dense", "logits", { units: 4 }]]);
const settings = { most: 127, perChannel: true, activationType: "uint8", averagingConstant: 0.01 } as const;

test("a convolution that becomes integers before its activation gets a layer of its own for it; weights keep their keys", () => {
  const apart = withActivationsApart(network);
  expect(apart.layers.map(({ name, config, inbound }) => [name, config["activation"], ...inbound])).toEqual([["a", "linear"], ["a/act", "tanh", "a"], ["p", undefined, "a/act"], ["d", "relu", "p"], ["f", undefined, "d"], ["h", "tanh", "f"], ["logits", undefined, "h"]]);
  expect([...weightShapes(apart)]).toEqual([...weightShapes(network)]);
  expect(withActivationsApart(denseNetwork([6, 5, 4], "tanh"))).toEqual(denseNetwork([6, 5, 4], "tanh"));
});
test("every point of the quantized form has a layer that gives its values, and points that share a range one", () => {
  const layers = pointLayers(network);
  expect([...layers.keys()]).toEqual(calibrationPoints(network).map(({ name }) => name));
  expect(Object.fromEntries(layers)).toMatchObject({ inputs: "inputs", "a/sum": "a", p: "p", d: "d", f: "d", h: "h" });
  const { points } = fakeQuantizationOf(network, settings);
  expect(new Set(layers.values())).toEqual(new Set(points));
});
test("scales are shared along the axes that the stored form shares them along", () => {
  expect(fakeQuantizationOf(network, settings).weights).toEqual({ "a/kernel": { most: 127, axes: [0, 1, 2] }, "d/depthwise_kernel": { most: 127, axes: [0, 1] }, "h/kernel": { most: 127, axes: [0] }, "logits/kernel": { most: 127, axes: [0] } });
  expect(fakeQuantizationOf(network, { ...settings, perChannel: false }).weights["d/depthwise_kernel"]!.axes).toEqual([0, 1, 2, 3]);
});
