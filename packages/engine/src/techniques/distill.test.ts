import { expect, test } from "@jest/globals";
import { denseNetwork } from "../test-networks.ts";
import { distill } from "./distill.ts";
import type { Call } from "./test-context.ts";
import { contextOf } from "./test-context.ts";

test("a new, small network is trained on the teacher's logits, by the loss, weights and temperature that were given", async () => {
  const calls: Call[] = [];
  const params = distill.params.parse({ student: { layers: [{ type: "dense", units: 3, activation: "tanh" }] }, temperature: 7, loss: "mse" });
  await distill.apply(denseNetwork([6, 50, 4]), params, contextOf({ calls }));
  expect(calls).toHaveLength(1);
  expect(calls[0]!.loss).toEqual({ type: "distillation", loss: "mse", temperature: 7, hardLossWeight: 0.1, softLossWeight: 0.9 });
  expect(calls[0]!.extras.teacherLogits).toEqual(Float32Array.of(1, 2, 3, 4));
  expect(calls[0]!.network.layers.map(({ config }) => [config["units"], config["activation"]])).toEqual([[3, "tanh"], [4, "linear"]]);
});

test("a specification that names no soft loss names none when it was read either: what was stored before there were three stays as it is", () => {
  expect(distill.params.parse({ student: { layers: [] } })).toEqual({ student: { layers: [] }, temperature: 4, hardLossWeight: 0.1, softLossWeight: 0.9 });
});
