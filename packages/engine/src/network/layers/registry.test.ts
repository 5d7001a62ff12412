import { existsSync } from "node:fs";
import { describe, expect, test } from "@jest/globals";
import { z } from "zod";
import { safetensors } from "../../formats/safetensors.ts";
import { networkOf } from "../../test-networks.ts";
import { architectureOfLabel, checkNetwork, fingerprint, multiplyAdds, networkLabel, outputWidth, parameterCount } from "../network.ts";
import { layerKinds } from "./registry.ts";

interface Words {
  title?: string;
  zh?: { title?: string };
}

describe.each(layerKinds.map((kind) => [kind.className, kind] as const))("%s", (_, kind) => {
  test("is a file named after its name in specifications", () => {
    expect(kind.type).toMatch(/^[a-z][a-z0-9]*(_[a-z0-9]+)*$/);
    expect(existsSync(new URL(`./${kind.type.replaceAll("_", "-")}.ts`, import.meta.url))).toBe(true);
  });
  test("and each of its parameters has a name in English and in Chinese", () => {
    const { properties } = z.toJSONSchema(z.object(kind.parameters), { io: "input", unrepresentable: "any" }) as { properties: Record<string, Words> };
    const titles = [kind.title, ...Object.values(properties).map(({ title, zh }) => ({ en: title, zh: zh?.title }))];
    for (const { en, zh } of titles) expect([en, zh]).toEqual([expect.stringMatching(/./), expect.stringMatching(/[\u4e00-\u9fff]|ε/)]);
  });
});

test("28×28-c16-c32-10 has the weights and the work that one counts by hand", () => {
  const network = networkOf([28, 28, 1], [["Conv2D", "a", { filters: 16, kernel_size: 3, padding: "same", activation: "relu" }], ["MaxPooling2D", "p"], ["Conv2D", "b", { filters: 32, kernel_size: [3, 3], strides: 2, padding: "valid" }], ["Flatten", "f"], ["Dense", "logits", { units: 10 }]]);
  expect(networkLabel(network)).toBe("28×28-c16-c32-10");
  expect(parameterCount(network)).toBe(9 * 16 + 16 + 9 * 16 * 32 + 32 + 6 * 6 * 32 * 10 + 10);
  expect(multiplyAdds(network)).toBe(28 * 28 * 9 * 16 + 6 * 6 * 9 * 16 * 32 + 6 * 6 * 32 * 10);
  expect(architectureOfLabel(networkLabel(network))).toBeNull();
});

test("a file gives a network of many kinds back, moving averages too", () => {
  const network = networkOf([8, 8, 1], [["Conv2D", "a", { filters: 3, kernel_size: 3 }], ["BatchNormalization", "bn"], ["DepthwiseConv2D", "d", { kernel_size: 3, padding: "same" }], ["Add", "sum", {}, ["bn", "d"]], ["GlobalAveragePooling2D", "g"], ["Dense", "logits", { units: 4 }]]);
  expect(fingerprint(safetensors.decode(safetensors.encode(network)))).toBe(fingerprint(network));
  expect(network.weights["bn/moving_variance"]!.values).toEqual(Float32Array.of(1, 1, 1));
  expect([networkLabel(network), outputWidth(network)]).toEqual(["8×8-c3-bn-dw3-add-4", 4]);
});

test.each([
  ["a convolution of rows", [["Conv2D", "c", { filters: 2, kernel_size: 3 }]], /Layer c: .*\[height, width, channels\], not \[64\]/],
  ["a kernel that is larger than the image", [["Reshape", "r", { target_shape: [8, 8, 1] }], ["Conv2D", "c", { filters: 2, kernel_size: 9 }]], /Layer c: a window of 9 does not fit into a length of 8/],
  ["another dimension of one kernel", [["Reshape", "r", { target_shape: [8, 8, 1] }], ["Conv2D", "c", { filters: 2, kernel_size: [3, 0] }]], /Layer c: kernel_size: .*>=1/],
  ["channels that come first", [["Reshape", "r", { target_shape: [8, 8, 1] }], ["Conv2D", "c", { filters: 2, kernel_size: 3, data_format: "channels_first" }]], /Layer c: data_format of Conv2D is not supported/],
  ["a sum of unlike layers", [["Dense", "a", { units: 3 }], ["Dense", "b", { units: 4 }], ["Add", "s", {}, ["a", "b"]]], /Layer s: .*\[3\] and \[4\]/],
  ["a sum of one layer", [["Dense", "a", { units: 3 }], ["Add", "s"]], /Layer s: Add reads two layers or more, not 1/],
  ["a layer that reads a later one", [["Dense", "a", { units: 3 }, ["b"]], ["Dense", "b", { units: 3 }]], /Layer a: it reads b, and no layer before it/],
  ["an image at the end", [["Reshape", "r", { target_shape: [8, 8, 1] }]], /Layer r: the last layer gives logits.*not \[8, 8, 1\]/],
  ["an image before a dense layer", [["Reshape", "r", { target_shape: [8, 8, 1] }], ["Dense", "a", { units: 3 }]], /Layer a: .*put Flatten/],
  ["an activation that there is not", [["Dense", "a", { units: 3, activation: "mish" }]], /Layer a: activation must be one of .*not "mish"/],
] as const)("%s is refused by the layer's name", (_, layers, message) => {
  expect(() => checkNetwork(networkOf([64], layers as unknown as Parameters<typeof networkOf>[1]))).toThrow(message);
});
