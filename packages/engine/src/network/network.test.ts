import { describe, expect, test } from "@jest/globals";
import { denseNetwork } from "../test-networks.ts";
import { checkNetwork, fingerprint, multiplyAdds, networkLabel, parameterCount } from "./network.ts";

const student = denseNetwork([64, 16, 10]);

test("64-16-10 has 1,210 parameters and 1,184 multiply-adds", () => {
  expect([networkLabel(student), parameterCount(student), multiplyAdds(student)]).toEqual(["64-16-10", 64 * 16 + 16 + 16 * 10 + 10, 64 * 16 + 16 * 10]);
});
test("fresh weights follow from the seed: kernels within Glorot's limit, biases 0", () => {
  expect(fingerprint(denseNetwork([64, 16, 10]))).toBe(fingerprint(student));
  expect(fingerprint(denseNetwork([64, 16, 10], "relu", 2))).not.toBe(fingerprint(student));
  const limit = Math.sqrt(6 / (64 + 16));
  const kernel = student.weights["dense_1/kernel"]!.values;
  expect(Math.max(...kernel.map(Math.abs))).toBeLessThanOrEqual(limit);
  expect(Math.max(...kernel.map(Math.abs))).toBeGreaterThan(0.95 * limit);
  expect(student.weights["dense_1/bias"]!.values.every((value) => value === 0)).toBe(true);
});
describe("a network that does not fit together names", () => {
  const broken = (change: (network: typeof student) => void): typeof student => {
    const network = structuredClone(student);
    change(network);
    return network;
  };
  test.each([
    ["a missing weight", (n: typeof student) => delete n.weights["logits/bias"] && delete n.weights["dense_2/bias"], /dense_2\/bias/],
    ["a weight too many", (n: typeof student) => (n.weights["extra/kernel"] = { shape: [1], values: new Float32Array(1) }), /extra\/kernel/],
    ["a layer it does not know", (n: typeof student) => (n.layers[0]!.className = "LSTM"), /dense_1.*LSTM/],
    ["units that are none", (n: typeof student) => (n.layers[0]!.config["units"] = 0), /dense_1.*units/],
    ["two layers of one name", (n: typeof student) => (n.layers[1]!.name = "dense_1"), /named dense_1/],
    ["a layer that nothing reads", (n: typeof student) => (n.layers[1]!.inbound = []), /dense_1: no layer reads it/],
    ["a last layer that gives no logits", (n: typeof student) => (n.layers[1]!.config["activation"] = "relu"), /dense_2.*logits/],
    ["examples of more axes than any", (n: typeof student) => (n.inputShape = [64, ...Array<number>(8).fill(1)]), /An example has 9 axes; 8 are read/],
    ["an input scale of 0", (n: typeof student) => (n.inputScale = 0), /scale/],
  ])("%s", (_, change, message) => expect(() => checkNetwork(broken(change))).toThrow(message));
});
test("the label of a very deep network is cut at a layer, and says how many there are", () => {
  const label = networkLabel(denseNetwork([64, ...Array<number>(60).fill(32), 10]));
  expect(label.length).toBeLessThanOrEqual(120);
  expect(label).toMatch(/^64(-32)+-… \(61 layers\)$/);
});
