import { existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { columns } from "./codecarbon-csv.ts";
import { checkOutputs, writeOutputs } from "./run-outputs.ts";
import { exampleRecord } from "./test-record.ts";
import { UsageError } from "./usage-error.ts";

let folder: string;
const at = (name: string): string => join(folder, name);
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "joulemark-outputs-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

const never = (option: string, error: unknown): never => {
  throw new Error(`${option} failed: ${String(error)}`);
};

test("a record is written as JSON, a line of CSV under one header, and Prometheus' text", () => {
  const outputs = { json: at("a.json"), csv: at("a.csv"), prometheus: at("a.prom"), project: "digits" };
  checkOutputs(outputs);
  writeOutputs(exampleRecord, outputs, never);
  checkOutputs(outputs);
  writeOutputs(exampleRecord, outputs, never);
  expect(JSON.parse(readFileSync(outputs.json, "utf8"))).toEqual(exampleRecord);
  const lines = readFileSync(outputs.csv, "utf8").trimEnd().split("\n");
  expect(lines).toHaveLength(3);
  expect(lines[0]).toBe(columns.join(","));
  const [first, second] = lines.slice(1).map((line) => line.split(","));
  expect(first![1]).toBe("digits");
  expect(first![2]).not.toBe(second![2]); // run_id
  expect(readFileSync(outputs.prometheus, "utf8")).toContain("joulemark_energy_joules{");
});

test("a CSV with the same columns in another order gets its line in that order", () => {
  const order = [...columns].toReversed();
  writeFileSync(at("a.csv"), `${order.join(",")}\r\n`);
  checkOutputs({ csv: at("a.csv") });
  writeOutputs(exampleRecord, { csv: at("a.csv") }, never);
  const [, line] = readFileSync(at("a.csv"), "utf8").split("\n");
  expect(line!.split(",").slice(0, 2)).toEqual(["1.8", "1.2"]); // wue, pue
});

test("what could not be written is refused by name before anything runs, and a CSV of something else is left alone", () => {
  writeFileSync(at("losses.csv"), "epoch,loss\n1,0.5\n");
  symlinkSync(at("new.json"), at("link.json"));
  expect(() => checkOutputs({ json: at("none/a.json") })).toThrow(UsageError);
  expect(() => checkOutputs({ prometheus: folder })).toThrow(`--prometheus: ${folder} is a folder`);
  expect(() => checkOutputs({ csv: at("losses.csv") })).toThrow(/--csv: .*losses.csv has other columns than CodeCarbon's emissions.csv: it lacks "timestamp".*it has "epoch", "loss". Name another file/);
  expect(readFileSync(at("losses.csv"), "utf8")).toBe("epoch,loss\n1,0.5\n");
  expect(() => checkOutputs({ json: at("a"), csv: `${folder}/./a` })).toThrow("name the same file");
  checkOutputs({ json: "/dev/null", prometheus: "/dev/null" });
});

test("one file that fails does not keep the others from being written", () => {
  const failed: string[] = [];
  writeOutputs(exampleRecord, { json: at("none/a.json"), prometheus: at("a.prom") }, (option) => failed.push(option));
  expect(failed).toEqual(["--json"]);
  expect(existsSync(at("a.prom"))).toBe(true);
});
