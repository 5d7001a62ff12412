import { beforeAll, describe, expect, test } from "@jest/globals";
import { readProcessor } from "@joulemark/energy";
import fc from "fast-check";
import { z } from "zod";
import { openBackend } from "./backend.ts";
import type { Backend } from "./backend.ts";
import { runJob } from "./run.ts";
import { parseSpecification } from "./spec/parse.ts";
import { workOf } from "./spec/work.ts";
import { techniques } from "./techniques/registry.ts";
import { changed } from "./test-arbitrary.ts";

const jsonSchema = (schema: z.ZodType): Parameters<typeof changed>[1] => z.toJSONSchema(schema, { io: "input", unrepresentable: "any" }) as Parameters<typeof changed>[1];
const specificationWith = (step: object): Record<string, unknown> => ({
  version: 1, name: "any", task: "digits", base: { layers: [{ type: "dense", units: 6 }] }, pipeline: [{ technique: "train" }, step],
  training: { examples: 64, epochs: 1, batchSize: 8, optimizer: { type: "adam", learningRate: 0.001 } },
});

/** How many steps of a path lead beyond what the specification has: one, where something is missing. */
function beyond(value: unknown, path: string[]): number {
  const [key, ...rest] = path;
  if (key === undefined) return 0;
  if (typeof value !== "object" || value === null || !(key in value)) return path.length;
  return beyond((value as Record<string, unknown>)[key], rest);
}

describe.each(techniques.map((technique) => [technique.id, technique] as const))("whatever is asked of %s", (id, { params, example }) => {
  const specifications = changed(example, jsonSchema(params)).map((step) => specificationWith({ ...step, technique: id }));
  let backend: Backend;
  beforeAll(async () => {
    backend = await openBackend({ threads: 1 });
  });

  test("is accepted, and again as it was parsed, or refused by a path that leads into it, with a reason", () => {
    fc.assert(fc.property(specifications, (specification) => {
      const before = structuredClone(specification);
      const parsed = parseSpecification(specification);
      expect(specification).toEqual(before);
      if (parsed.ok) return expect(parseSpecification(structuredClone(parsed.specification))).toEqual(parsed);
      expect(parsed.issues.length).toBeGreaterThan(0);
      for (const { path, message } of parsed.issues) {
        expect(path.slice(0, 2)).toEqual(["pipeline", "1"]);
        expect([path, beyond(specification, path)]).toEqual([path, Math.min(1, beyond(specification, path))]);
        expect(message.length).toBeGreaterThan(3);
      }
    }), { numRuns: 200 });
  });

  test("and accepted gives a report: a model for the task, or a failure with a code and a reason", async () => {
    const run = async (specification: Record<string, unknown>): Promise<void> => {
      const parsed = parseSpecification(specification);
      fc.pre(parsed.ok && workOf(parsed.specification).multiplyAdds < 1e9);
      if (!parsed.ok) return;
      const { report, model } = await runJob(
        { specification: parsed.specification, seed: 1, zone: null, site: {}, remainingEnergyJoules: null, base: null },
        { backend, processor: readProcessor(), resume: null, emit: () => undefined, saveCheckpoint: () => "checkpoint", saveEnergyRecord: () => undefined, interrupted: () => false, inferenceSeconds: 0.001 },
      );
      expect(model !== null).toBe(report.outcome === "SUCCEEDED");
      if (report.outcome === "FAILED") expect([report.failure!.code, report.failure!.message.length > 10]).toEqual([expect.stringMatching(/^(INVALID_INPUT|UNSUPPORTED|NUMERIC)$/), true]);
      else expect(report.metrics[0]).toMatchObject({ name: "accuracy", split: "test", count: 360 });
    };
    await run(specificationWith({ ...example, technique: id }));
    await fc.assert(fc.asyncProperty(specifications, run), { numRuns: 3, maxSkipsPerRun: 2000 });
  });
});
