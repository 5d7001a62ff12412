import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { longTraining, shortTraining, submit, submitOne, waitForEnd } from "../support/experiments.ts";
import { contractSpecification, send } from "../support/graphql.ts";
import { startLab } from "../support/lab.ts";
import type { System } from "../support/system.ts";

let system: System;
let token: string;

beforeAll(async () => {
  ({ system, token } = await startLab());
});
afterAll(() => system.stop());

const specification = (change: Record<string, unknown>) => ({ ...shortTraining("bad input"), ...change });
const refused = async (value: unknown) => {
  const answer = await submit(system.url, token, "lab", value);
  expect(answer.__typename).toBe("UserErrors");
  return answer.errors!.map(({ code, path, message }) => ({ code, at: path?.join(".") ?? "", message }));
};

describe("submitExperiment refuses, naming the path and the rule,", () => {
  test("an unknown technique, and says which there are", async () => {
    const errors = await refused(specification({ pipeline: [{ technique: "shrink-ray" }] }));
    expect(errors).toEqual([{ code: "INVALID_INPUT", at: "specification.pipeline.0.technique", message: expect.stringMatching(/train.*distill|distill.*train/) as unknown }]);
  });

  test("temperature 0, a student wider than the limits and an unknown key, all in one answer", async () => {
    const contract = await contractSpecification("specification.json");
    const step = { technique: "distill", student: { layers: [{ type: "dense", units: 1_000_000, activation: "relu" }] }, temperature: 0, alpha: 0.5 };
    const errors = await refused({ ...contract, pipeline: [step] });
    const paths = errors.map(({ at }) => at);
    expect(paths).toContain("specification.pipeline.0.temperature");
    expect(paths).toContain("specification.pipeline.0.student.layers.0.units");
    expect(paths).toContain("specification.pipeline.0.alpha");
    expect(errors.every(({ code }) => code === "INVALID_INPUT")).toBe(true);
  });

  test("an unknown key at the top and one deep inside", async () => {
    const errors = await refused(specification({ colour: "red", training: { ...(longTraining("x").training as object), optimizer: { type: "adam", learningRate: 0.1, momentumm: 1 } } }));
    expect(errors.map(({ at }) => at)).toEqual(expect.arrayContaining(["specification.colour", "specification.training.optimizer.momentumm"]));
  });

  test("base.file, which is for the engine's command line", async () => {
    const errors = await refused(specification({ base: { file: "/etc/passwd" } }));
    expect(errors.map(({ at }) => at)).toContain("specification.base.file");
  });

  test("a base version that is not there", async () => {
    const contract = await contractSpecification("specification.json");
    const errors = await refused({ ...contract, base: { modelVersion: "bm90IGEgdmVyc2lvbg" } });
    expect(errors).toEqual([expect.objectContaining({ code: "NOT_FOUND", at: "specification.base.modelVersion" })]);
  });

  test.each([["a string", "train it"], ["a list", []], ["null inside", { version: 1, name: null }], ["nothing in it", {}]])("a malformed specification: %s", async (_, value) => {
    const errors = await refused(value);
    expect(errors.length).toBeGreaterThan(0);
    expect(errors.every(({ code, at }) => code === "INVALID_INPUT" && at.startsWith("specification"))).toBe(true);
  });

  test("a project that is not there, to a stranger and to the administrator alike", async () => {
    const answer = await submit(system.url, token, "no-such-project", shortTraining("x"));
    expect(answer.errors).toEqual([expect.objectContaining({ code: "NOT_FOUND" })]);
  });

  test("whoever is not signed in, and queues nothing", async () => {
    const answer = await send<{ submitExperiment: { errors?: { code: string }[] } }>(
      system.url,
      `mutation ($input: SubmitExperimentInput!) { submitExperiment(input: $input) { ... on UserErrors { errors { code } } } }`,
      { input: { project: "lab", idempotencyKey: "stranger", specification: shortTraining("stranger") } },
    );
    expect(answer.errors?.length || answer.data?.submitExperiment.errors?.length).toBeTruthy();
  });

  test("and nothing of all that was queued", async () => {
    const { runs } = await system.ask<{ runs: { totalCount: number } }>(`{ runs(first: 1) { totalCount } }`, {}, token);
    expect(runs.totalCount).toBe(0);
  });
});

describe("an idempotency key", () => {
  test("with the same body gives the same experiment, with another body is refused", async () => {
    const first = await submit(system.url, token, "lab", shortTraining("twice"), "key-1");
    const second = await submit(system.url, token, "lab", shortTraining("twice"), "key-1");
    const other = await submit(system.url, token, "lab", shortTraining("another"), "key-1");
    expect(second.experiment?.id).toBe(first.experiment?.id);
    expect(other.errors).toEqual([expect.objectContaining({ code: "IDEMPOTENCY_CONFLICT" })]);
  });
});

describe("a budget", () => {
  test("of a few joules stops the run with BUDGET_EXCEEDED", async () => {
    const id = await submitOne(system.url, token, "lab", { ...longTraining("too dear", 500), budget: { maxEnergyJoules: 5 } });
    const run = await waitForEnd(system.url, token, id);
    expect(run).toMatchObject({ state: "FAILED", failure: { code: "BUDGET_EXCEEDED" }, modelVersion: null });
  });
});
