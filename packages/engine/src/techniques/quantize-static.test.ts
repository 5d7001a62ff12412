import { readFileSync } from "node:fs";
import { describe, expect, test } from "@jest/globals";
import { openBackend } from "../backend.ts";
import { openPredictor } from "../graph/predictor.ts";
import type { Network } from "../network/network.ts";
import { integersOf } from "../network/quantization.ts";
import { denseNetwork } from "../test-networks.ts";
import { quantize } from "./quantize.ts";
import { contextOf } from "./test-context.ts";

interface Recorded {
  scales: number[];
  zeroPoints: number[];
  integers?: number[];
}
type Tensors = Record<"x" | "h" | "W1" | "W2", Recorded>;
/** What ONNX Runtime's quantize_static made of the same network and rows, by record-quantize-static.py. */
const recorded = JSON.parse(readFileSync(new URL("./quantize-static.json", import.meta.url), "utf8")) as {
  onnxruntime: string; rows: number; inputs: number[]; weights: Record<"W1" | "B1" | "W2" | "B2", number[]>; cases: ({ activationType: string; perChannel: boolean; reduceRange: boolean } & Tensors)[];
};

const backend = await openBackend({ threads: 1 });
const network: Network = denseNetwork([6, 5, 4], "relu", 1, 1);
for (const [key, name] of [["dense_1/kernel", "W1"], ["dense_1/bias", "B1"], ["dense_2/kernel", "W2"], ["dense_2/bias", "B2"]] as const) network.weights[key]!.values.set(recorded.weights[name]);
const rows = { values: Float32Array.from(recorded.inputs), count: recorded.rows };

function quantized(given: object): Promise<Network> {
  const context = contextOf({ predictValidation: (cut) => {
    const predictor = openPredictor(backend, cut, "float32");
    const values = predictor.predict(rows);
    predictor.dispose();
    return Promise.resolve(values);
  } });
  return quantize.apply(network, quantize.params.parse({ mode: "static", ...given }), context);
}
const float32 = (values: number[]): number[] => values.map(Math.fround);

describe("as ONNX Runtime's own tool has it, with everything that was seen,", () => {
  test.each(recorded.cases.map(({ activationType, perChannel, reduceRange, ...tensors }) => [activationType, perChannel, reduceRange, tensors] as const))("%s activations, a scale a channel %s, 7-bit weights %s: scales, zero points and integers are the same", async (activationType, perChannel, reduceRange, tensors) => {
    const { quantization, weights } = await quantized({ activationType, perChannel, reduceRange });
    for (const [point, name] of [["inputs", "x"], ["dense_1", "h"]] as const) {
      const { scale, zeroPoint } = quantization!.activations[point]!;
      expect({ point, zeroPoint }).toEqual({ point, zeroPoint: tensors[name].zeroPoints[0] });
      expect(Math.abs(scale / tensors[name].scales[0]! - 1)).toBeLessThan(1.5e-7); // values come from another runtime's sums: the last bit may differ
    }
    for (const [key, name] of [["dense_1/kernel", "W1"], ["dense_2/kernel", "W2"]] as const) {
      const { scales } = quantization!.weights[key] as { scales: number[] };
      expect(scales).toEqual(float32(tensors[name].scales));
      expect(tensors[name].zeroPoints.every((zero) => zero === 0)).toBe(true);
      expect(Array.from(integersOf(weights[key]!.values, scales))).toEqual(tensors[name].integers);
    }
  });
});
