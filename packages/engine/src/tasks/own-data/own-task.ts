import { createHash } from "node:crypto";
import { existsSync, readFileSync, statSync } from "node:fs";
import { basename, dirname, resolve } from "node:path";
import { EngineError } from "../../errors.ts";
import { permutation, randomOf } from "../../random.ts";
import type { Examples, Task, TaskData, TaskDescription } from "../task.ts";
import { readCsv } from "./csv.ts";
import { readIdx } from "./idx.ts";
import { readJsonl } from "./jsonl.ts";
import type { Manifest } from "./manifest.ts";
import { parseManifest } from "./manifest.ts";
import { readNpy } from "./npy.ts";
import { examplesOfArrays, examplesOfTable } from "./rows.ts";

const refuse = (message: string): EngineError => new EngineError("INVALID_INPUT", message, { path: ["task"] });
const splits = ["train", "validation", "test"] as const;
const MANIFEST_LIMIT_BYTES = 1024 * 1024;
/** Of one file; all rows are held in memory, and those of tables as text first, which takes some ten times as much. */
const LIMIT_BYTES = { npy: 1024 * 1024 * 1024, idx: 1024 * 1024 * 1024, csv: 128 * 1024 * 1024, jsonl: 128 * 1024 * 1024 };

function readFile(path: string, limitBytes: number): Uint8Array {
  if (!existsSync(path) || !statSync(path).isFile()) throw refuse(`There is no file ${path}.`);
  const { size } = statSync(path);
  if (size > limitBytes) throw refuse(`${path} has ${size} bytes; up to ${limitBytes} are read${limitBytes === LIMIT_BYTES.csv ? ", and more as npy or idx" : ""}.`);
  return readFileSync(path);
}

type ReadFile = (name: string) => Uint8Array;

/** All examples of one split's file, or pair of files. */
function examplesOf(read: ReadFile, file: string | { inputs: string; labels: string }, manifest: Manifest): Examples {
  if (typeof file !== "string") {
    const readArray = manifest.format === "idx" ? readIdx : readNpy;
    return examplesOfArrays(file, readArray(file.inputs, read(file.inputs)), readArray(file.labels, read(file.labels)), manifest);
  }
  if (manifest.format === "csv") return examplesOfTable(file, readCsv(file, read(file), manifest.separator), manifest);
  if (manifest.format === "jsonl") return examplesOfTable(file, readJsonl(file, read(file)), manifest);
  throw refuse(`files: ${manifest.format} needs {inputs, labels}.`);
}

function rowsAt({ inputs: { values, count }, labels }: Examples, places: Int32Array): Examples {
  const width = values.length / count;
  const taken = new (values.constructor as new (length: number) => Uint8Array | Float32Array)(places.length * width);
  places.forEach((place, row) => taken.set(values.subarray(place * width, (place + 1) * width), row * width));
  return { inputs: { values: taken, count: places.length }, labels: Int32Array.from(places, (place) => labels[place]!) };
}

/** One file in three: a permutation seeded by the task's slug, so that the same file is cut the same way each time. */
function cut(all: Examples, { slug, split }: Manifest): TaskData {
  const count = all.labels.length;
  const order = permutation(randomOf("task", slug, "split", 1), count);
  const [validation, test] = [Math.round(count * split.validation), Math.round(count * split.test)];
  const train = count - validation - test;
  if (Math.min(train, validation, test) < 1) throw refuse(`${count} rows are too few to be split: train ${train}, validation ${validation}, test ${test}.`);
  return { train: rowsAt(all, order.subarray(0, train)), validation: rowsAt(all, order.subarray(train, train + validation)), test: rowsAt(all, order.subarray(train + validation)) };
}

function standardized(data: TaskData): TaskData {
  const { values, count } = data.train.inputs;
  const width = values.length / count;
  const [means, deviations] = [new Float64Array(width), new Float64Array(width)];
  values.forEach((value: number, k: number) => (means[k % width]! += value / count));
  values.forEach((value: number, k: number) => (deviations[k % width]! += (value - means[k % width]!) ** 2 / count));
  const scaled = ({ inputs, labels }: Examples): Examples => ({
    // A value that never changes says nothing: it becomes 0.
    inputs: { count: inputs.count, values: Float32Array.from(inputs.values, (value, k) => (deviations[k % width]! > 0 ? (value - means[k % width]!) / Math.sqrt(deviations[k % width]!) : 0)) },
    labels,
  });
  return { train: scaled(data.train), validation: scaled(data.validation), test: scaled(data.test) };
}

/** A class without a training row cannot be learned; most often its name is wrong, or a file is sorted. */
function checkClasses({ train }: TaskData, classes: Manifest["classes"]): void {
  const found = new Set(train.labels);
  const count = Array.isArray(classes) ? classes.length : classes;
  const missing = Array.from({ length: count }, (_, k) => k).filter((k) => !found.has(k));
  if (missing.length > 0) throw refuse(`classes: ${count} are stated, but no training row is of ${missing.slice(0, 5).map((k) => (Array.isArray(classes) ? classes[k] : k)).join(", ")}.`);
}

function readData(readBytes: ReadFile, manifest: Manifest): TaskData {
  const { files } = manifest;
  const read = (file: string | { inputs: string; labels: string }): Examples => examplesOf(readBytes, file, manifest);
  const data = "all" in files ? cut(read(files.all), manifest) : { train: read(files.train), validation: read(files.validation), test: read(files.test) };
  const kinds = new Set(splits.map((split) => data[split].inputs.values.constructor));
  if (kinds.size > 1) throw refuse("files: the splits' numbers are of different types; save all as uint8, or all as float32.");
  checkClasses(data, manifest.classes);
  return manifest.standardize ? standardized(data) : data;
}

/** The bytes of all files that a manifest names, by their names. */
function readFiles(folder: string, { files, format }: Manifest): Map<string, Uint8Array> {
  const names = Object.values(files).flatMap((file: string | { inputs: string; labels: string }) => (typeof file === "string" ? [file] : [file.inputs, file.labels]));
  return new Map(names.map((name) => [name, readFile(resolve(folder, name), LIMIT_BYTES[format])]));
}

function taskOf(manifest: Manifest, data: TaskData, from: string): Task {
  const { slug, name, licence, inputShape, inputScale, classes } = manifest;
  const splitSizes = Object.fromEntries(splits.map((split) => [split, data[split].labels.length])) as unknown as TaskDescription["splitSizes"];
  return {
    slug, name, licence, inputShape, inputScale, splitSizes,
    description: `Own data of ${from}: ${Object.values(splitSizes).reduce((a, b) => a + b, 0)} rows.`,
    metric: { name: "accuracy", direction: "MAXIMIZE" },
    classes: Array.isArray(classes) ? classes.length : classes,
    load: () => data,
  };
}

/** The last one that was read: a run asks for it several times, and the same bytes give the same task. */
let known: { task: Task; sha256: string } | null = null;

/**
 * A task from a manifest and the files it names, all read and checked, and the sha256 over their bytes.
 * @param path of the manifest; its files stand relative to it
 * @throws EngineError INVALID_INPUT or CORRUPT naming file, row and column; UNSUPPORTED for a pickle
 */
export function readOwnTask(path: string): { task: Task; sha256: string } {
  const text = readFile(path, MANIFEST_LIMIT_BYTES);
  const manifest = parseManifest(basename(path), Buffer.from(text).toString("utf8"));
  const files = readFiles(dirname(path), manifest);
  const hash = createHash("sha256");
  for (const bytes of [text, ...files.values()]) hash.update(`${bytes.length}:`).update(bytes);
  const sha256 = hash.digest("hex");
  if (known?.sha256 !== sha256) known = { sha256, task: taskOf(manifest, readData((name) => files.get(name)!, manifest), basename(path)) };
  return known;
}
