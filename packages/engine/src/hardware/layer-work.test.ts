import { expect, test } from "@jest/globals";
import { multiplyAdds, parameterCount } from "../network/network.ts";
import { calibrationNetworks } from "./calibration-networks.ts";
import { layerWork } from "./layer-work.ts";
import { heldOut } from "./test-held-out.ts";

test("what the layers compute and store is what the network does", () => {
  for (const network of [...calibrationNetworks, heldOut.small, heldOut.wide, heldOut.shortcut]) {
    const layers = layerWork(network);
    expect(layers.reduce((sum, layer) => sum + layer.multiplyAdds, 0)).toBe(multiplyAdds(network));
    expect(layers.reduce((sum, layer) => sum + layer.weights, 0)).toBe(parameterCount(network));
  }
});
test("a dense layer reads its inputs and its weights and writes its outputs", () => {
  expect(layerWork(heldOut.small)[0]).toEqual({ multiplyAdds: 64 * 32, stored: 64 * 32 + 32, weights: 64 * 32 + 32, weightsOfExample: 0, valuesRead: 64, valuesWritten: 32, inputs: 64, launches: true });
});
test("an embedding reads the rows of its tokens for each example, not its whole table", () => {
  expect(layerWork(heldOut.tokens)[0]).toMatchObject({ stored: 5000 * 32, weights: 0, weightsOfExample: 40 * 32, valuesRead: 40, valuesWritten: 40 * 32 });
});
test("positions have the same vectors in every example: a call reads them once", () => {
  const [, positions] = layerWork({ inputShape: [40], layers: [heldOut.tokens.layers[0]!, { className: "PositionEmbedding", name: "places", config: {}, inbound: ["words"] }] });
  expect(positions).toMatchObject({ stored: 40 * 32, weights: 40 * 32, weightsOfExample: 0, valuesRead: 40 * 32, valuesWritten: 40 * 32 });
});
test("a layer that only changes a shape is not launched, and one that adds reads both", () => {
  const [, , sum, , flat] = layerWork(heldOut.shortcut);
  expect(sum).toMatchObject({ valuesRead: 2 * 16 * 16 * 12, inputs: 0, launches: true });
  expect(flat!.launches).toBe(false);
});
