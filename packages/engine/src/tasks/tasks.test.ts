import { mkdtempSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, test } from "@jest/globals";
import { taskDataFolder } from "../env.ts";
import { fetchDataFiles, readDataFiles } from "./data-files.ts";
import { tasks } from "./registry.ts";

const bytesOf = ({ buffer, byteOffset, byteLength }: Uint8Array | Float32Array | Int32Array): Buffer => Buffer.from(buffer, byteOffset, byteLength);
/** Large data are brought here once, into the user's cache. */
const PATIENCE_MS = 600_000;

describe.each(tasks.map((task) => [task.slug, task] as const))("%s", (_, task) => {
  test("has the splits that it states, every class in each, the same each time, within its input's shape", async () => {
    await task.prepare?.(() => undefined);
    const [data, again] = [task.load(), task.load()];
    const width = task.inputShape.reduce((product, size) => product * size, 1);
    for (const part of ["train", "validation", "test"] as const) {
      const { inputs, labels } = data[part];
      expect([part, inputs.count, labels.length, inputs.values.length]).toEqual([part, task.splitSizes[part], task.splitSizes[part], task.splitSizes[part] * width]);
      expect(new Set(labels)).toEqual(new Set(Array.from({ length: task.classes }, (__, k) => k)));
      if (inputs.values instanceof Float32Array) expect(inputs.values.findIndex((value) => !(Math.abs(value) < Infinity))).toBe(-1);
      expect([bytesOf(inputs.values).equals(bytesOf(again[part].inputs.values)), bytesOf(labels).equals(bytesOf(again[part].labels))]).toEqual([true, true]);
    }
  }, PATIENCE_MS);
});

describe("data that are not shipped", () => {
  const before = process.env["JOULEMARK_TASK_DATA"];
  const folder = mkdtempSync(join(tmpdir(), "joulemark-data-"));
  afterEach(() => {
    if (before === undefined) delete process.env["JOULEMARK_TASK_DATA"];
    else process.env["JOULEMARK_TASK_DATA"] = before;
    rmSync(folder, { recursive: true, force: true });
  });
  const nowhere = { name: "nothing", sha256: { "a.gz": "0".repeat(64) }, debian: { package: "joulemark-no-such-package", folder: "/none" } };

  test("that are nowhere are told with where to put them, and the package that has them", async () => {
    process.env["JOULEMARK_TASK_DATA"] = folder;
    expect(() => readDataFiles(nowhere)).toThrow(`Put a.gz into ${join(folder, "nothing")}, or install Debian's package joulemark-no-such-package.`);
    await expect(fetchDataFiles(nowhere, () => undefined)).rejects.toThrow(/The files of nothing could not be fetched \(Debian's package .*Put a\.gz into/);
  }, 120_000);
  test("that were changed are refused by their sha256", () => {
    process.env["JOULEMARK_TASK_DATA"] = folder;
    expect(taskDataFolder()).toBe(folder);
    mkdirSync(join(folder, "nothing"), { recursive: true });
    writeFileSync(join(folder, "nothing", "a.gz"), "other bytes");
    expect(() => readDataFiles(nowhere)).toThrow(/a\.gz has the sha256 [0-9a-f]{64}, not 0{64}\. Remove it/);
  });
});
