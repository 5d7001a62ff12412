import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import type { RunReport } from "../../report.ts";
import { parseSpecification } from "../../spec/parse.ts";
import type { Task } from "../task.ts";
import { readOwnTask } from "./own-task.ts";

const folder = mkdtempSync(join(tmpdir(), "joulemark-own-data-"));
afterAll(() => rmSync(folder, { recursive: true }));

const write = (name: string, content: string | Uint8Array): string => {
  writeFileSync(join(folder, name), content);
  return join(folder, name);
};
const manifestOf = (manifest: object): string => write("manifest.json", JSON.stringify({ name: "Valves", slug: "valves", inputShape: [2], classes: ["ok", "worn"], ...manifest }));
const read = (manifest: object): Task => readOwnTask(manifestOf(manifest)).task;

const csvManifest = { format: "csv", files: { all: "valves.csv" }, label: "state" };
/** Pressure, temperature and state of ten valves. */
const csv = (change: (lines: string[]) => void = () => undefined): Task => {
  const lines = ["pressure,state,temperature", ...Array.from({ length: 10 }, (_, k) => `${k}.5,${k % 2 ? "worn" : "ok"},${100 - k}`)];
  change(lines);
  write("valves.csv", lines.join("\r\n"));
  return read(csvManifest);
};

/** @param header what stands between the braces of an npy file's description */
function npy(descr: string, shape: number[], bytes: Uint8Array, order = "False"): Uint8Array {
  const header = `{'descr': '${descr}', 'fortran_order': ${order}, 'shape': (${shape.join(", ")}${shape.length === 1 ? "," : ""}), }`.padEnd(117) + "\n";
  const length = Buffer.alloc(2);
  length.writeUInt16LE(header.length);
  return Buffer.concat([Buffer.from("\x93NUMPY\x01\x00", "latin1"), length, Buffer.from(header, "latin1"), bytes]);
}
function idx(type: number, shape: number[], bytes: Uint8Array): Uint8Array {
  const head = Buffer.alloc(4 + 4 * shape.length);
  head.writeUInt16BE(type, 2);
  head[2] = type;
  head[3] = shape.length;
  shape.forEach((size, axis) => head.writeUInt32BE(size, 4 + 4 * axis));
  return Buffer.concat([head, bytes]);
}
const bytesOf = ({ buffer }: Float32Array | Float64Array | BigInt64Array): Uint8Array => new Uint8Array(buffer);

describe("a CSV file", () => {
  test("becomes a task: columns in the file's order without the label, every row in one split, the same split each time", () => {
    const task = csv();
    const data = task.load();
    expect(task).toMatchObject({ slug: "valves", classes: 2, inputShape: [2], splitSizes: { train: 7, validation: 1, test: 2 } });
    const rows = [data.train, data.validation, data.test].flatMap(({ inputs: { values, count }, labels }) => Array.from({ length: count }, (_, row) => [...values.subarray(2 * row, 2 * row + 2), labels[row]].join()));
    expect(rows.toSorted()).toEqual(Array.from({ length: 10 }, (_, k) => `${k}.5,${100 - k},${k % 2}`).toSorted());
    expect(readOwnTask(join(folder, "manifest.json")).task.load()).toEqual(data);
  });
  test.each([
    ["a missing column", (lines: string[]) => (lines[0] = "pressure,condition,temperature"), 'valves.csv: row 1: there is no column "state"; its columns are pressure, condition, temperature.'],
    ["two columns of one name", (lines: string[]) => (lines[0] = "pressure,state,pressure"), 'valves.csv: row 1: two columns are named "pressure".'],
    ["an empty cell", (lines: string[]) => (lines[4] = "3.5,ok,"), 'valves.csv: row 5, column "temperature" is empty; a finite number is needed.'],
    ["NaN", (lines: string[]) => (lines[4] = "NaN,ok,3"), 'valves.csv: row 5, column "pressure" is "NaN"; a finite number is needed.'],
    ["a number beyond float32", (lines: string[]) => (lines[4] = "1e39,ok,3"), 'valves.csv: row 5, column "pressure" is "1e39"; a finite number is needed.'],
    ["an unknown class", (lines: string[]) => (lines[9] = "1,broken,3"), 'valves.csv: row 10, column "state" is "broken"; the classes are ok, worn.'],
    ["a row that is too long", (lines: string[]) => (lines[2] = "1,ok,3,4"), "valves.csv: row 3 has 4 cell(s); its 3 columns are pressure, state, temperature."],
    ["a quote that does not end", (lines: string[]) => (lines[2] = '"1,ok,3'), "valves.csv: row 3: a quoted cell does not end."],
    ["a column too many for the shape", (lines: string[]) => lines.forEach((line, k) => (lines[k] = `${line},${k === 0 ? "flow" : "1"}`)), "valves.csv: 3 input column(s) (pressure, temperature, flow), but inputShape [2] needs 2."],
    ["a class without a row", (lines: string[]) => lines.forEach((line, k) => (lines[k] = line.replace("worn", "ok"))), "classes: 2 are stated, but no training row is of worn."],
    ["no rows", (lines: string[]) => lines.splice(1), "valves.csv has no rows."],
  ])("with %s is refused, naming row and column", (_, change, message) => {
    expect(() => csv(change as (lines: string[]) => void)).toThrow(expect.objectContaining({ name: "EngineError", message }));
  });
  test("is read with quotes, another separator, a byte order mark and line ends within cells", () => {
    write("valves.csv", '\uFEFF"p ""bar""";state;"a\nb"\n1;ok;2\n"3";worn;4\n5;ok;6\n7;worn;8\n9;ok;10\n11;worn;12\n');
    const task = read({ ...csvManifest, separator: ";", inputs: ["a\nb", 'p "bar"'], split: { validation: 0.17, test: 0.17 } });
    expect(task.splitSizes).toEqual({ train: 4, validation: 1, test: 1 });
    write("valves.csv", '\uFEFF"p ""bar""";state;"a\nb"\n1;ok;2\n"x";worn;4\n');
    expect(() => read({ ...csvManifest, separator: ";" })).toThrow('valves.csv: row 4, column "p "bar"" is "x"');
  });
  test("is standardized by the training rows alone", () => {
    csv();
    const { train, test: held } = read({ ...csvManifest, standardize: true }).load();
    const column = Array.from({ length: 7 }, (_, row) => train.inputs.values[2 * row]!);
    expect(column.reduce((a, b) => a + b, 0)).toBeCloseTo(0, 5);
    expect(column.reduce((sum, value) => sum + value ** 2, 0) / 7).toBeCloseTo(1, 5);
    expect(held.inputs.values).not.toEqual(csv().load().test.inputs.values);
  });
});

describe("a JSONL file", () => {
  const jsonl = (lines: unknown[], inputs?: unknown): Task => {
    write("valves.jsonl", lines.map((line) => (typeof line === "string" ? line : JSON.stringify(line))).join("\n"));
    return read({ format: "jsonl", files: { train: "valves.jsonl", validation: "valves.jsonl", test: "valves.jsonl" }, label: "state", classes: 2, ...(inputs === undefined ? {} : { inputs }) });
  };
  test("is read by columns of numbers, or from one column of arrays", () => {
    const byColumns = jsonl([{ a: 1, b: 2, state: 0 }, { state: 1, b: 4, a: 3 }]).load();
    expect([...byColumns.test.inputs.values]).toEqual([1, 2, 3, 4]);
    expect(jsonl([{ x: [[1], [2]], state: 0 }, { x: [3, 4], state: 1 }], "x").load()).toEqual(byColumns);
  });
  test.each([
    [[{ a: 1, b: 2, state: 0 }, "{"], undefined, /^valves\.jsonl: row 2 is no JSON/],
    [[{ a: 1, b: 2, state: 0 }, [1]], undefined, /^valves\.jsonl: row 2 is no JSON object\.$/],
    [[{ a: 1, b: 2, state: 0 }, { a: 1, state: 1 }], undefined, /^valves\.jsonl: row 2, column "b" is missing; a finite number is needed\.$/],
    [[{ a: 1, constructor: 2, state: 0 }, { a: 1, state: 1 }], undefined, /^valves\.jsonl: row 2, column "constructor" is missing; /],
    [[{ a: 1, b: 2, state: 0 }, { a: 1, b: null, state: 1 }], undefined, /^valves\.jsonl: row 2, column "b" is null; /],
    [[{ a: 1, b: 2, state: 2 }], undefined, /^valves\.jsonl: row 1, column "state" is 2; the classes are 0 … 1\.$/],
    [[{ x: [1, 2, 3], state: 0 }], "x", /^valves\.jsonl: row 1, column "x" has 3 values; inputShape needs an array of 2\.$/],
    [[{ x: [1, "a"], state: 0 }], "x", /^valves\.jsonl: row 1, column "x", value 1 is "a"; a finite number is needed\.$/],
  ] as [unknown[], unknown, RegExp][])("of %j is refused, naming row and column", (lines, inputs, message) => {
    expect(() => jsonl(lines, inputs)).toThrow(message);
  });
});

describe("arrays", () => {
  const files = { inputs: "x", labels: "y" };
  const arrays = (format: string, x: Uint8Array, y: Uint8Array, more: object = {}): Task => {
    write("x", x);
    write("y", y);
    return read({ format, files: { train: files, validation: files, test: files }, classes: 2, ...more });
  };
  const labels = npy("<i8", [2], bytesOf(BigInt64Array.of(0n, 1n)));
  test("of bytes stay bytes; of float64 they become float32", () => {
    expect(arrays("npy", npy("|u1", [2, 2], Uint8Array.of(1, 2, 3, 255)), labels).load().test.inputs.values).toEqual(Uint8Array.of(1, 2, 3, 255));
    expect(arrays("npy", npy("<f8", [2, 2], bytesOf(Float64Array.of(0.5, 2, 3, -4))), labels).load().test.inputs.values).toEqual(Float32Array.of(0.5, 2, 3, -4));
    expect(arrays("idx", idx(8, [2, 1, 2], Uint8Array.of(1, 2, 3, 255)), idx(8, [2], Uint8Array.of(0, 1)), { inputShape: [1, 2] }).load().test).toEqual({ inputs: { values: Uint8Array.of(1, 2, 3, 255), count: 2 }, labels: Int32Array.of(0, 1) });
    expect(arrays("idx", idx(0x0b, [2, 2], Uint8Array.of(0, 1, 255, 255, 0, 3, 1, 0)), idx(8, [2], Uint8Array.of(0, 1))).load().test.inputs.values).toEqual(Float32Array.of(1, -1, 3, 256));
  });
  const good = npy("<f4", [2, 2], bytesOf(Float32Array.of(1, 2, 3, 4)));
  test.each([
    ["NaN", "npy", npy("<f4", [2, 2], bytesOf(Float32Array.of(1, 2, 3, NaN))), labels, "x: row 1, column 1 (from 0) is NaN; a finite number is needed."],
    ["another shape", "npy", npy("<f4", [2, 3], new Uint8Array(24)), labels, "x has rows of shape [3]; inputShape is [2]."],
    ["a label too few", "npy", good, npy("|u1", [1], Uint8Array.of(0)), "y has the shape [1]; a label for each of the 2 rows of x is needed."],
    ["a label beyond the classes", "npy", good, npy("|u1", [2], Uint8Array.of(0, 2)), "y: row 1 (from 0) is 2; the classes are 0 … 1."],
    ["a label that is no whole number", "npy", good, npy("<f4", [2], bytesOf(Float32Array.of(0, 0.5))), "y: row 1 (from 0) is 0.5; the classes are 0 … 1."],
    ["Python objects", "npy", npy("|O", [2, 2], new Uint8Array(40)), labels, 'x holds Python objects, which are stored as a pickle: a program that whoever reads it runs, so none is read. Save numbers: array.astype("float32").'],
    ["columns first", "npy", npy("<f4", [2, 2], new Uint8Array(16), "True"), labels, "x is stored column by column; save numpy.ascontiguousarray(array)."],
    ["a shape that promises more than the file holds", "npy", npy("<f4", [1e9, 2], new Uint8Array(16)), labels, "x is no sound npy file: [1000000000, 2] takes 8000000000 bytes, and 16 are there."],
    ["no npy", "npy", Buffer.from("hello, this is text"), labels, "x is no sound npy file: it does not begin with \\x93NUMPY."],
    ["an idx cut off", "idx", idx(8, [2, 2], Uint8Array.of(1, 2, 3)), idx(8, [2], Uint8Array.of(0, 1)), "x is no sound idx file: [2, 2] takes 4 bytes, and 3 are there."],
    ["an empty idx", "idx", new Uint8Array(0), idx(8, [2], Uint8Array.of(0, 1)), "x is no sound idx file: it does not begin with 00 00 and a type of 08, 09, 0b, 0c, 0d or 0e."],
  ])("with %s are refused, naming file, row and column", (_, format, x, y, message) => {
    expect(() => arrays(format, x, y)).toThrow(expect.objectContaining({ name: "EngineError", message }));
  });
});

test.each(["csv", "jsonl", "npy", "idx"])("random bytes as %s are refused with a typed error, or are data", (format) => {
  const good = { csv: "a,b,state\n1,2,0\n3,4,1\n", jsonl: '{"a":1,"b":2,"state":0}\n{"a":3,"b":4,"state":1}\n', npy: npy("<f4", [2, 2], bytesOf(Float32Array.of(1, 2, 3, 4))), idx: idx(8, [2, 2], Uint8Array.of(1, 2, 3, 4)) }[format]!;
  const files = format === "csv" || format === "jsonl" ? "x" : { inputs: "x", labels: "y" };
  write("y", format === "idx" ? idx(8, [2], Uint8Array.of(0, 1)) : npy("|u1", [2], Uint8Array.of(0, 1)));
  const manifest = manifestOf({ format, files: { train: files, validation: files, test: files }, classes: 2, ...(typeof files === "string" ? { label: "state" } : {}) });
  const changes = fc.oneof(fc.uint8Array({ maxLength: 60 }), fc.tuple(fc.nat(Buffer.from(good).length - 1), fc.nat(255)).map(([at, byte]) => Buffer.from(good).fill(byte, at, at + 1)));
  fc.assert(fc.property(changes, (bytes) => {
    write("x", bytes);
    try {
      expect(readOwnTask(manifest).task.load().train.labels).toHaveLength(2);
    } catch (error) {
      expect((error as Error).name).toBe("EngineError");
    }
  }), { numRuns: 150 });
});

describe("a manifest", () => {
  test.each([
    [{ ...csvManifest, classes: 1 }, /^manifest\.json: classes: /],
    [{ ...csvManifest, colour: 1 }, /colour/],
    [{ ...csvManifest, files: { train: "valves.csv" } }, /^manifest\.json: files: must be \{all\} or \{train, validation, test\}$/],
    [{ ...csvManifest, split: { validation: 0.5, test: 0.5 } }, /^manifest\.json: split: something must be left to train on$/],
    [{ ...csvManifest, format: "pickle" }, /^manifest\.json: format: /],
    [{ ...csvManifest, files: { all: "none.csv" } }, /^There is no file .*none\.csv\.$/],
  ])("%j is refused by the path that is wrong", (manifest, message) => {
    csv();
    expect(() => read(manifest)).toThrow(message);
  });
});

describe("a specification", () => {
  const specification = (change: object = {}): unknown => ({ version: 1, name: "own", task: `file:${join(folder, "manifest.json")}`, base: { layers: [] }, pipeline: [{ technique: "train" }], ...change });
  test("names own data by file: on the command line, and is refused where files are not allowed", () => {
    csv();
    const parsed = parseSpecification(specification(), { allowFile: true });
    const { specification: known } = parsed as Extract<typeof parsed, { ok: true }>;
    expect(known.task).toMatch(/^file:.*manifest\.json#sha256=[0-9a-f]{64}$/);
    expect(parseSpecification(known, { allowFile: true })).toEqual(parsed);
    expect(parseSpecification(specification())).toMatchObject({ ok: false, issues: [{ path: ["task"] }] });
  });
  test("that was parsed before is refused once a byte of the data has changed: a run that goes on would mix two data sets", () => {
    csv();
    const parsed = parseSpecification(specification(), { allowFile: true });
    csv((lines) => (lines[1] = "9,ok,1"));
    expect(parseSpecification((parsed as { specification: unknown }).specification, { allowFile: true })).toMatchObject({ ok: false, issues: [{ path: ["task"], message: expect.stringContaining("have changed") as unknown }] });
  });
  test("is told what is wrong in the data, and what does not fit them", () => {
    csv();
    expect(parseSpecification(specification({ training: { examples: 8 } }), { allowFile: true })).toMatchObject({ ok: false, issues: [{ path: ["training", "examples"], message: "The training split of valves has 7 examples, fewer than 8." }] });
    expect(parseSpecification(specification({ base: { layers: [{ type: "conv1d", filters: 2, kernelSize: 1 }] } }), { allowFile: true })).toMatchObject({ ok: false, issues: [{ path: ["base", "layers", "0"] }] });
    write("valves.csv", "pressure,state,temperature\n1,ok,x\n");
    expect(parseSpecification(specification(), { allowFile: true })).toEqual({ ok: false, issues: [{ path: ["task"], message: 'valves.csv: row 2, column "temperature" is "x"; a finite number is needed.' }] });
  });
});

test("the command trains on own data and reports them by their slug", () => {
  csv();
  const [path, out] = [write("own.json", JSON.stringify({ version: 1, name: "own", task: "file:manifest.json", base: { layers: [] }, pipeline: [{ technique: "train" }], training: { epochs: 2 } })), join(folder, "out")];
  const command = fileURLToPath(new URL("../../../bin/joulemark-engine.mjs", import.meta.url));
  const { status, stderr } = spawnSync(process.execPath, [command, "run", path, "--out", out], { cwd: folder, encoding: "utf8", env: { ...process.env, NODE_OPTIONS: "" }, timeout: 120_000 });
  expect([status, stderr]).toEqual([0, expect.any(String)]);
  const report = JSON.parse(readFileSync(join(out, "seed-1", "out", "report.json"), "utf8")) as RunReport;
  expect(report).toMatchObject({ outcome: "SUCCEEDED", task: "valves" });
  expect(report.metrics[0]).toMatchObject({ name: "accuracy", count: 2 });
}, 150_000);
