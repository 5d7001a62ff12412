import { readFileSync } from "node:fs";
import { describe, expect, test } from "@jest/globals";
import { OnnxGraph } from "./formats/onnx/onnx-graph.ts";
import { encodeOnnx } from "./formats/onnx/encode-onnx.ts";
import { reshaped } from "./formats/onnx/writing.ts";
import { openOnnxPredictor } from "./onnx-predictor.ts";
import { denseNetwork, relativeDifference } from "./test-networks.ts";

const task = { inputShape: [2, 3, 2], inputScale: 2, classes: 2, threads: 1 };
const rows = { values: Uint8Array.from({ length: 36 }, (_, i) => (i * 7) % 17), count: 3 };

/** As somebody else's exporter would write it: the sum of each example's first value times 1 and of its second times 10, 100. */
function foreign({ shape = [2, 3, 2], softmax = false, outputs = 2, weight = 1 } = {}): Uint8Array {
  const graph = new OnnxGraph();
  const kernel = new Float32Array(12 * outputs);
  kernel[0] = weight;
  kernel[outputs + 1] = 1;
  const y = graph.node("MatMul", [reshaped(graph, "x", [12]), graph.tensor("w", "float32", [12, outputs], kernel)]);
  if (softmax) graph.node("Softmax", [y], { axis: -1 }, "y");
  else graph.node("Identity", [y], {}, "y");
  return graph.encode({ input: { name: "x", shape }, output: { name: "y", shape: [outputs] }, producerVersion: "1", metadata: {} });
}
/** The same with its batch, which is open, a number, in as many bytes. */
function batched(bytes: Uint8Array, batch: number[]): Uint8Array {
  const [from, to] = ["0a0712056261746368", `0a0708${Buffer.from(batch).toString("hex")}`];
  const [before, ...after] = Buffer.from(bytes).toString("hex").split(from);
  expect(after).toHaveLength(2); // of the input and of the output
  return Buffer.from([before, ...after].join(to), "hex");
}
const predict = (bytes: Uint8Array, own: Partial<typeof task> = {}): number[] => {
  const predictor = openOnnxPredictor({ format: "onnx", bytes }, { ...task, ...own });
  const logits = Array.from(predictor.predict(rows));
  predictor.dispose();
  return logits;
};
test("a network that PyTorch exported, with a grouped convolution, a normalization and GELU, predicts what PyTorch predicted", () => {
  const file = (name: string): Buffer => readFileSync(new URL(`./formats/onnx/${name}`, import.meta.url)); // made by record-torch-model.py
  const recorded = JSON.parse(file("torch-model.json").toString()) as { rows: number[]; scores: number[] };
  const predictor = openOnnxPredictor({ format: "onnx", bytes: file("torch-model.onnx") }, { inputShape: [8, 8, 1], inputScale: 16, classes: 10, threads: 1 });
  expect(relativeDifference(predictor.predict({ values: Uint8Array.from(recorded.rows), count: 3 }), recorded.scores)).toBeLessThan(1e-5);
  predictor.dispose();
});

const first = [0, 12, 24].map((row) => [rows.values[row]!, rows.values[row + 1]!]);

describe("an ONNX model of somebody else", () => {
  test("reads inputs that are scaled, one row an example", () => {
    expect(predict(foreign({ shape: [12] }))).toEqual(first.flatMap(([a, b]) => [a! / 2, b! / 2]));
  });
  test("that has channels first gets them first", () => {
    // The second value of an example is then that of the next place, not of the next channel.
    expect(predict(foreign({ shape: [2, 2, 3] }))).toEqual([0, 12, 24].flatMap((row) => [rows.values[row]! / 2, rows.values[row + 2]! / 2]));
  });
  test("that ends in a softmax gives logits of the same probabilities", () => {
    const logits = predict(foreign({ softmax: true }));
    first.forEach(([a, b], row) => expect(logits[2 * row]! - logits[2 * row + 1]!).toBeCloseTo((a! - b!) / 2, 4));
  });
  test("of another shape or other classes is refused with both", () => {
    expect(() => predict(foreign({ shape: [13] }))).toThrow(/x \[\?, 13\].*\[2, 3, 2\]/);
    expect(() => predict(foreign({ shape: [3, 2, 2] }))).toThrow(/x \[\?, 3, 2, 2\].*channels first/);
    expect(() => predict(foreign({ outputs: 3 }))).toThrow(/y \[\?, 3\].*2 classes/);
  });
  test("of a batch of its own gets it filled up", () => {
    expect(predict(batched(foreign({ shape: [12] }), [0x82, 0x80, 0x80, 0x80, 0x80, 0]))).toEqual(predict(foreign({ shape: [12] })));
  });
  test.each([["none", [0x80, 0x80, 0x80, 0x80, 0x80, 0], "0"], ["more than any machine holds", [0x80, 0x80, 0x80, 0x80, 0x80, 0x20], "1099511627776"]])("of a batch of %s is refused before anything is made", (_, batch, said) => {
    expect(() => predict(batched(foreign({ shape: [12] }), batch))).toThrow(expect.objectContaining({ code: "INVALID_INPUT", message: `The ONNX model reads x [${said}, 12], ${said} examples at a time; 1 to 4096 are read, or any number of them.` }));
  });
  test("that gives what is no number is refused", () => {
    expect(() => predict(foreign({ shape: [12], weight: NaN }))).toThrow(expect.objectContaining({ code: "NUMERIC" }));
  });
  test("that the runtime refuses says so in the runtime's words", () => {
    const graph = new OnnxGraph();
    graph.node("NoSuchOperator", ["x"], {}, "y");
    const bytes = graph.encode({ input: { name: "x", shape: [12] }, output: { name: "y", shape: [2] }, producerVersion: "1", metadata: {} });
    expect(() => predict(bytes)).toThrow(expect.objectContaining({ code: "NATIVE", message: expect.stringContaining("NoSuchOperator") }));
  });
});

test("our own model says how many weights and bytes it has, and scales inputs itself", () => {
  const network = denseNetwork([12, 3, 2]);
  const bytes = encodeOnnx(network);
  const [a, b] = [1, 16].map((inputScale) => openOnnxPredictor({ format: "onnx", bytes }, { ...task, inputShape: [12], inputScale })) as [ReturnType<typeof openOnnxPredictor>, ReturnType<typeof openOnnxPredictor>];
  expect(a.predict(rows)).toEqual(b.predict(rows));
  expect(a.sizeBytes).toBe(bytes.length);
  expect(a.parameterCount).toBe(12 * 3 + 3 + 3 * 2 + 2 + 1); // and the input scale
});
