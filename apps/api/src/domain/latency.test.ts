import { expect, test } from "@jest/globals";
import { latencyOf } from "./latency.ts";

const one = (batchSize: number) => ({ batchSize, threads: 2, p50Ms: 1.5, p95Ms: 2, p99Ms: null, calls: 40 });

test("latency comes in the order of batch sizes, with what predicted", () => {
  expect(latencyOf({ latency: [one(32), one(1)] }, "tfjs-node 4.22.0, libtensorflow 2.21.0, oneDNN")).toEqual([{ ...one(1), runtime: "tfjs-node 4.22.0, libtensorflow 2.21.0, oneDNN" }, { ...one(32), runtime: "tfjs-node 4.22.0, libtensorflow 2.21.0, oneDNN" }]);
});
test.each([
  ["tfjs-node 4.22.0; training: 2 processes of 1 thread; inference: ONNX Runtime 1.30.0", "ONNX Runtime 1.30.0"],
  ["tfjs-node 4.22.0; training: 2 processes of 1 thread", "tfjs-node 4.22.0"],
])("of %s it is %s that predicted", (backend, runtime) => {
  expect(latencyOf({ latency: [one(1)] }, backend)).toEqual([{ ...one(1), runtime }]);
});
test.each([["no report", null], ["a report of the first release", {}], ["an empty one", { latency: [] }], ["one that is none", { latency: [{ batchSize: 1 }] }]])("%s has none", (_what, report) => {
  expect(latencyOf(report, "tfjs-node")).toEqual([]);
});
