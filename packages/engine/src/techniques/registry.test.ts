import { existsSync } from "node:fs";
import { describe, expect, test } from "@jest/globals";
import { z } from "zod";
import type { Network } from "../network/network.ts";
import { checkNetwork, fingerprint, networkLabel, outputWidth } from "../network/network.ts";
import { denseNetwork } from "../test-networks.ts";
import { techniques } from "./registry.ts";
import type { TechniqueContext } from "./technique.ts";
import { contextOf } from "./test-context.ts";

interface Words {
  title?: string;
  const?: unknown;
  zh?: { title?: string; description?: string };
  description?: string;
  unit?: string;
  properties?: Record<string, Words>;
  oneOf?: Words[];
}

/** Paths of parameters that lack a title, or have a word in one language only. */
function wordless({ properties = {}, oneOf = [] }: Words, path = ""): string[] {
  return [...Object.entries(properties), ...oneOf.flatMap(({ properties: inner = {} }) => Object.entries(inner))].flatMap(([key, part]) => {
    const at = `${path}${key}`;
    const said = part.const !== undefined || (part.title !== undefined && part.zh?.title !== undefined && (part.description === undefined) === (part.zh.description === undefined));
    return [...(said ? [] : [at]), ...(at === "student.layers" ? [] : wordless(part, `${at}.`))];
  });
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
    const result = await technique.apply(network, params, contextOf());
    expect(fingerprint(network)).toBe(before);
    checkNetwork(result);
    expect(outputWidth(result)).toBe(4);
  });
  test("gives the same network for the same seed", async () => {
    const [a, b] = [await technique.apply(denseNetwork([6, 5, 4]), params, contextOf()), await technique.apply(denseNetwork([6, 5, 4]), params, contextOf())];
    expect(fingerprint(a)).toBe(fingerprint(b));
  });
  test("says on shapes alone what it trains, what it predicts, and what comes out", async () => {
    const task = { inputShape: [6], inputScale: 16, classes: 4 };
    const [done, told]: [string[], string[]] = [[], []];
    const train: TechniqueContext["train"] = (network) => (done.push(`train ${networkLabel(network)}`), Promise.resolve(network));
    const predictTraining: TechniqueContext["predictTraining"] = (network) => (done.push(`predict ${networkLabel(network as Network)}`), Promise.resolve(new Float32Array(4)));
    const predictValidation: TechniqueContext["predictValidation"] = (network, rows) => (done.push(`calibrate ${networkLabel(network)} on ${rows}`), Promise.resolve(new Float32Array(rows)));
    const visitGradients: TechniqueContext["visitGradients"] = (network, visit) => (done.push(`gradients ${networkLabel(network)}`), contextOf().visitGradients(network, visit));
    const made = await technique.apply(denseNetwork([6, 5, 4]), params, contextOf({ task, train, predictTraining, predictValidation, visitGradients }));
    const { inputShape, layers } = denseNetwork([6, 5, 4]);
    const outlined = technique.outline({ inputShape, layers }, params, {
      task,
      train: (architecture) => (told.push(`train ${networkLabel(architecture)}`), architecture),
      predictValidation: (architecture, rows) => void told.push(`calibrate ${networkLabel(architecture)} on ${rows}`),
      predictTraining: (architecture) => void told.push(`predict ${networkLabel(architecture)}`),
      visitGradients: (architecture) => void told.push(`gradients ${networkLabel(architecture)}`),
      architectureOf: () => null,
    });
    expect(told).toEqual(done);
    expect(outlined.layers).toEqual(made.layers);
    expect(told.filter((line) => line.startsWith("train ")).length).toBe(Number(technique.trains!(params)));
  });
  test("has words in both languages for every parameter, and for what is below it", () => {
    const schema = z.toJSONSchema(technique.params, { io: "input", unrepresentable: "any" }) as Words;
    expect(wordless(schema)).toEqual([]);
  });
  test("refuses unknown parameters", () => {
    expect(technique.params.safeParse({ ...technique.example, unheardOf: 1 }).success).toBe(false);
  });
});
