import { existsSync } from "node:fs";
import { describe, expect, test } from "@jest/globals";
import type { Network } from "../network/network.ts";
import { checkNetwork, fingerprint, networkLabel, outputWidth } from "../network/network.ts";
import type { LossSpec } from "../network/objective.ts";
import { denseNetwork } from "../test-networks.ts";
import { techniques } from "./registry.ts";
import type { TechniqueContext } from "./technique.ts";

/** Training that adds 1 to every weight: what a technique owes does not depend on how well it trains. */
function contextOf(calls: { network: Network; loss: LossSpec; teacherLogits: Float32Array | undefined }[]): TechniqueContext {
  return {
    seed: 5,
    task: { inputShape: [6], inputScale: 16, classes: 4 },
    train: (network, loss, { teacherLogits } = {}) => {
      calls.push({ network, loss, teacherLogits });
      const weights = Object.fromEntries(Object.entries(network.weights).map(([key, { shape, values }]) => [key, { shape, values: values.map((value) => value + 1) }]));
      return Promise.resolve({ ...network, weights });
    },
    predictTraining: () => Promise.resolve(Float32Array.of(1, 2, 3, 4)),
    predictValidation: (network, count) => Promise.resolve(Float32Array.from({ length: count * outputWidth(network) }, (_, i) => (i % 7) - 2)),
  };
}

describe.each(techniques.map((technique) => [technique.id, technique] as const))("%s", (id, technique) => {
  const params = technique.params.parse(technique.example);
  test("is a file of its own, named after its id, with a kebab-case id", () => {
    expect(id).toMatch(/^[a-z]+(-[a-z]+)*$/);
    expect(existsSync(new URL(`./${id}.ts`, import.meta.url))).toBe(true);
  });
  test("leaves its input as it was, and gives a sound network for the task", async () => {
    const network = denseNetwork([6, 5, 4]);
    const before = fingerprint(network);
    const result = await technique.apply(network, params, contextOf([]));
    expect(fingerprint(network)).toBe(before);
    checkNetwork(result);
    expect(outputWidth(result)).toBe(4);
  });
  test("gives the same network for the same seed", async () => {
    const [a, b] = [await technique.apply(denseNetwork([6, 5, 4]), params, contextOf([])), await technique.apply(denseNetwork([6, 5, 4]), params, contextOf([]))];
    expect(fingerprint(a)).toBe(fingerprint(b));
  });
  test("says on shapes alone what it trains, what it predicts, and what comes out", async () => {
    const task = { inputShape: [6], inputScale: 16, classes: 4 };
    const [done, told]: [string[], string[]] = [[], []];
    const train: TechniqueContext["train"] = (network) => (done.push(`train ${networkLabel(network)}`), Promise.resolve(network));
    const predictTraining: TechniqueContext["predictTraining"] = (network) => (done.push(`predict ${networkLabel(network as Network)}`), Promise.resolve(new Float32Array(4)));
    const predictValidation: TechniqueContext["predictValidation"] = (network, rows) => (done.push(`calibrate ${networkLabel(network)} on ${rows}`), Promise.resolve(new Float32Array(rows)));
    const made = await technique.apply(denseNetwork([6, 5, 4]), params, { seed: 5, task, train, predictTraining, predictValidation });
    const { inputShape, layers } = denseNetwork([6, 5, 4]);
    const outlined = technique.outline({ inputShape, layers }, params, {
      task,
      train: (architecture) => (told.push(`train ${networkLabel(architecture)}`), architecture),
      predictValidation: (architecture, rows) => void told.push(`calibrate ${networkLabel(architecture)} on ${rows}`),
      predictTraining: (architecture) => void told.push(`predict ${networkLabel(architecture)}`),
    });
    expect(told).toEqual(done);
    expect(outlined.layers).toEqual(made.layers);
  });
  test("refuses unknown parameters", () => {
    expect(technique.params.safeParse({ ...technique.example, unheardOf: 1 }).success).toBe(false);
  });
});

test("distill trains a new, small network on the teacher's logits, by the weights and temperature it was given", async () => {
  const calls: Parameters<typeof contextOf>[0] = [];
  const distill = techniques.find(({ id }) => id === "distill")!;
  await distill.apply(denseNetwork([6, 50, 4]), distill.params.parse({ student: { layers: [{ type: "dense", units: 3, activation: "tanh" }] }, temperature: 7 }), contextOf(calls));
  expect(calls).toHaveLength(1);
  expect(calls[0]!.loss).toEqual({ type: "distillation", temperature: 7, hardLossWeight: 0.1, softLossWeight: 0.9 });
  expect(calls[0]!.teacherLogits).toEqual(Float32Array.of(1, 2, 3, 4));
  expect(calls[0]!.network.layers.map(({ config }) => [config["units"], config["activation"]])).toEqual([[3, "tanh"], [4, "linear"]]);
});
