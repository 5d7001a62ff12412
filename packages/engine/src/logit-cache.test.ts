import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { readProcessor } from "@joulemark/energy";
import { openBackend } from "./backend.ts";
import { LogitCache } from "./logit-cache.ts";
import { runJob } from "./run.ts";
import { parseSpecification } from "./spec/parse.ts";
import { denseNetwork, randomExamples } from "./test-networks.ts";

let folder: string;
let told: string[];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "joulemark-logits-"));
  told = [];
});
afterEach(() => rmSync(folder, { recursive: true }));

const open = (machine = "native, 1 threads"): LogitCache => new LogitCache(folder, machine, (message) => told.push(message));
const logits = Float32Array.from({ length: 12 }, (_, i) => Math.sin(i));
const { inputs } = randomExamples(3, 6, 4);
const teacher = denseNetwork([6, 5, 4]);

describe("logits in the cache", () => {
  test("are the same bits again, for whoever opens the folder", () => {
    const key = open().keyOf(teacher, inputs);
    open().write(key, logits, 4);
    expect(open().read(open().keyOf(denseNetwork([6, 5, 4]), inputs), 12)).toEqual(logits);
    expect(told).toEqual([]);
  });
  test("are those of one teacher, one list of examples and one machine", () => {
    const other = randomExamples(3, 6, 4, 2).inputs;
    const keys = [open().keyOf(teacher, inputs), open().keyOf(denseNetwork([6, 5, 4], "relu", 2), inputs), open().keyOf(denseNetwork([6, 5, 4], "tanh"), inputs), open().keyOf(teacher, other), open("native, 2 threads").keyOf(teacher, inputs)];
    expect(new Set(keys).size).toBe(keys.length);
  });
  test.each<[string, (bytes: Buffer) => Uint8Array]>([
    ["cut off", (bytes) => bytes.subarray(0, bytes.length - 5)],
    ["changed in one bit", (bytes) => Buffer.from(bytes.map((byte, i) => (i === bytes.length - 3 ? byte ^ 1 : byte)))],
    ["something else", () => Buffer.from("logits")],
  ])("whose file was %s are not used, and are written again", (_, damage) => {
    const cache = open();
    const key = cache.keyOf(teacher, inputs);
    cache.write(key, logits, 4);
    const path = join(folder, readdirSync(folder)[0]!);
    writeFileSync(path, damage(readFileSync(path)));
    expect(cache.read(key, 12)).toBeNull();
    expect(told).toEqual([expect.stringContaining("made again")]);
    cache.write(key, logits, 4);
    expect(cache.read(key, 12)).toEqual(logits);
  });
  test("under another's name, or of another length, are not used", () => {
    const cache = open();
    const [key, other] = [cache.keyOf(teacher, inputs), cache.keyOf(denseNetwork([6, 4]), inputs)];
    cache.write(key, logits, 4);
    writeFileSync(join(folder, `${other}.safetensors`), readFileSync(join(folder, `${key}.safetensors`)));
    expect([cache.read(other, 12), cache.read(key, 16)]).toEqual([null, null]);
  });
  test("that cannot be written are told of, and nothing fails", () => {
    const nowhere = new LogitCache(join(folder, "file", "below"), "m", (message) => told.push(message));
    writeFileSync(join(folder, "file"), "");
    nowhere.write("key", logits, 4);
    expect(told).toEqual([expect.stringContaining("not cached")]);
  });
});

test("distilling ends in the same bytes without a cache, with an empty one, a full one and a damaged one", async () => {
  const pipeline = [{ technique: "train", training: { epochs: 2 } }, { technique: "distill", student: { layers: [{ type: "dense", units: 5 }] } }];
  const parsed = parseSpecification({ version: 1, name: "x", task: "digits", base: { layers: [{ type: "dense", units: 20 }] }, pipeline, training: { examples: 200, epochs: 3 } });
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.issues));
  const backend = await openBackend({ threads: 1 });
  const run = async (logitCache?: LogitCache): Promise<{ sha256: string | undefined; messages: string }> => {
    const messages: string[] = [];
    const { report } = await runJob(
      { specification: parsed.specification, seed: 1, zone: null, site: {}, remainingEnergyJoules: null, base: null },
      { backend, processor: readProcessor(), resume: null, emit: ({ message }) => void messages.push(message ?? ""), saveCheckpoint: () => "", saveEnergyRecord: () => undefined, interrupted: () => false, inferenceSeconds: 0.01, ...(logitCache ? { logitCache } : {}) },
    );
    return { sha256: report.network?.sha256, messages: messages.join("\n") };
  };
  const [alone, empty, full] = [await run(), await run(open()), await run(open())];
  const [name] = readdirSync(folder);
  writeFileSync(join(folder, name!), "");
  const damaged = await run(open());
  expect(alone.sha256).toMatch(/^[0-9a-f]{64}$/);
  expect([empty.sha256, full.sha256, damaged.sha256]).toEqual([alone.sha256, alone.sha256, alone.sha256]);
  expect([empty, full, damaged].map(({ messages }) => messages.includes("known already"))).toEqual([false, true, false]);
  expect(readFileSync(join(folder, name!)).length).toBeGreaterThan(200 * 10 * 4);
});
