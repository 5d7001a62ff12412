import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { root } from "../../scripts/node22.mjs";
import { submit, submitOne, waitForEnd } from "../support/experiments.ts";
import type { RunView } from "../support/experiments.ts";
import { startLab } from "../support/lab.ts";
import type { System } from "../support/system.ts";

const folder = join(root, "packages", "engine", "examples");
/** Example specifications on the data that are shipped, one for each technique, of one seed and few epochs. */
const examples = readdirSync(folder).filter((name) => /^(digits-(?!teacher)|breast-cancer-baseline).*\.json$/.test(name)).map((name) => {
  const specification = JSON.parse(readFileSync(join(folder, name), "utf8")) as { base: { modelVersion?: string }; pipeline: { technique: string }[]; training: object; seeds: number[] };
  return { name, specification: { ...specification, seeds: [1], training: { ...specification.training, epochs: 3 } } };
}).filter(({ specification }) => specification.base.modelVersion === undefined);

describe("the techniques on the platform", () => {
  let [system, token]: [System, string] = [undefined as never, ""];
  const ended = new Map<string, RunView>();
  beforeAll(async () => {
    ({ system, token } = await startLab());
  }, 300_000);
  afterAll(() => system.stop());

  test.each(examples)("$name runs through the same specification, and its model is a version", async ({ name, specification }) => {
    const run = await waitForEnd(system.url, token, await submitOne(system.url, token, "lab", specification), 240);
    ended.set(name, run);
    expect([run.state, run.failure]).toEqual(["SUCCEEDED", null]);
    expect(run.metrics.map((metric) => metric.name)).toEqual(["accuracy", "macroF1", "calibrationError", "loss"]);
    expect(run.modelVersion!.artifacts.nodes.map((artifact) => artifact.name)).toContain("model.safetensors");
  });
  test("there is an example for every technique", () => {
    const used = new Set(examples.flatMap(({ specification }) => specification.pipeline.map(({ technique }) => technique)));
    expect([...used].toSorted()).toEqual(["cluster-weights", "distill", "fold-batch-norm", "low-rank", "prune-channels", "prune-magnitude", "quantize", "select-channels-qubo", "train", "train-head"]);
  });
  test("a quantized version has its ONNX form beside it", () => {
    expect(ended.get("digits-quantized.json")!.modelVersion!.artifacts.nodes.map((artifact) => artifact.name)).toContain("model.onnx");
  });
  test("a choice of channels has its problem beside it, as quantum annealers' tools read it", () => {
    expect(ended.get("digits-channels-selected.json")!.modelVersion!.artifacts.nodes.map((artifact) => artifact.name)).toContain("channel-selection.coo.txt");
  });
  test("a version with convolutions is a base like others: its work is estimated before it runs, and a student learns from it", async () => {
    const base = { modelVersion: ended.get("digits-folded.json")!.modelVersion!.id };
    const specification = { version: 1, name: "From convolutions", task: "digits", base, pipeline: [{ technique: "distill", student: { layers: [{ type: "dense", units: 8, activation: "relu" }] } }], training: { epochs: 2, examples: 120 }, seeds: [1] };
    const { estimateExperiment } = await system.ask<{ estimateExperiment: { __typename: string } }>(`query ($input: EstimateExperimentInput!) { estimateExperiment(input: $input) { __typename ... on UserErrors { errors { message } } } }`, { input: { specification } }, token);
    expect(estimateExperiment).toEqual({ __typename: "EstimateExperimentSuccess" });
    expect((await waitForEnd(system.url, token, await submitOne(system.url, token, "lab", specification), 120)).state).toBe("SUCCEEDED");
  });
  test("a student learns from two registered teachers: their weights count, and its lineage names both", async () => {
    const [first, second] = ["digits-folded.json", "digits-low-rank.json"].map((name) => ended.get(name)!.modelVersion!.id);
    const example = JSON.parse(readFileSync(join(folder, "digits-distilled-from-two.json"), "utf8")) as { pipeline: [object]; training: object };
    const taughtBy = (weight: number) => ({ ...example, base: { modelVersion: first }, pipeline: [{ ...example.pipeline[0], teachers: [{ modelVersion: second, weight }] }], training: { ...example.training, epochs: 3 }, seeds: [1] });
    const studentOf = async (weight: number): Promise<RunView> => waitForEnd(system.url, token, await submitOne(system.url, token, "lab", taughtBy(weight)), 120);
    const [light, heavy] = [await studentOf(1), await studentOf(50)];
    expect([light, heavy].map(({ state, failure }) => [state, failure])).toEqual([["SUCCEEDED", null], ["SUCCEEDED", null]]);
    const weights = [light, heavy].map(({ modelVersion }) => modelVersion!.artifacts.nodes.find(({ name }) => name === "model.safetensors")!.sha256);
    expect(weights[0]).not.toBe(weights[1]);
    const { modelVersion } = await system.ask<{ modelVersion: { parents: { version: { id: string } }[] } }>("query ($id: ID!) { modelVersion(id: $id) { parents { version { id } } } }", { id: heavy.modelVersion!.id }, token);
    expect(modelVersion.parents.map(({ version }) => version.id).toSorted()).toEqual([first, second].toSorted());
  });
  test("what a technique cannot do to a network is refused by the path of its parameter before anything is queued", async () => {
    const { specification } = examples.find(({ name }) => name === "digits-pruned-by-magnitude.json")!;
    const wrong = { ...specification, pipeline: specification.pipeline.map((step) => (step.technique === "prune-magnitude" ? { ...step, ignoredLayers: ["no_such_layer"] } : step)) };
    const answer = await submit(system.url, token, "lab", wrong);
    expect(answer.errors?.map(({ path }) => path?.join("."))).toEqual([expect.stringMatching(/^specification\.pipeline\.\d\.ignoredLayers/)]);
  });
});
