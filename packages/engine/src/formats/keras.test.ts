import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import * as hdf5 from "h5wasm";
import { openBackend } from "../backend.ts";
import { inspectFile } from "../command-line/inspect.ts";
import { convertModel } from "../convert.ts";
import type { EngineError } from "../errors.ts";
import { openPredictor } from "../graph/predictor.ts";
import type { Backend } from "../graph/session.ts";
import { readModelFile } from "../model-file.ts";
import type { Network } from "../network/network.ts";
import { fingerprint, parameterCount } from "../network/network.ts";
import { kerasArchive } from "./keras-archive.ts";
import { kerasHdf5 } from "./keras-hdf5.ts";
import { zipOf } from "./test-zip.ts";
import { openZip } from "./zip-archive.ts";

interface Recorded {
  name: string;
  softmax: boolean;
  inputShape: number[];
  parameters: number;
  inputs: number[][];
  outputs: number[][];
}
const folder = fileURLToPath(new URL("./keras/recorded", import.meta.url));
/** What Keras says of the same files: keras/recorded/record.py. */
const { models } = JSON.parse(readFileSync(join(folder, "recorded.json"), "utf8")) as { models: Recorded[] };
const scratch = mkdtempSync(join(tmpdir(), "joulemark-keras-"));
afterAll(() => rmSync(scratch, { recursive: true }));
let backend: Backend;
beforeAll(async () => {
  backend = await openBackend({ threads: 1 });
});

/** Outputs as Keras gives them: probabilities where the model ends in a softmax, which a network of ours leaves out. */
function outputsOf(network: Network, { inputs, softmax }: Recorded): number[][] {
  const predictor = openPredictor(backend, network, "float32");
  const logits = predictor.predict({ values: Float32Array.from(inputs.flat()), count: inputs.length });
  predictor.dispose();
  const width = logits.length / inputs.length;
  return inputs.map((_, row) => {
    const own = Array.from(logits.subarray(row * width, (row + 1) * width));
    const exps = own.map((value) => Math.exp(value - Math.max(...own)));
    return softmax ? exps.map((value) => value / exps.reduce((a, b) => a + b, 0)) : own;
  });
}
const files = models.flatMap((recorded) => (recorded.name === "every-activation" ? ["keras"] : ["keras", "h5"]).map((ending) => [`${recorded.name}.${ending}`, recorded] as const));

test.each(files)("%s gives the outputs that Keras gives", (file, recorded) => {
  const network = readModelFile(join(folder, file)) as Network;
  expect(network.inputShape).toEqual(recorded.inputShape);
  expect(parameterCount(network)).toBe(recorded.parameters);
  const outputs = outputsOf(network, recorded).flat();
  const expected = recorded.outputs.flat();
  const largest = Math.max(1, ...expected.map(Math.abs));
  expect(outputs).toHaveLength(expected.length);
  expect(Math.max(...expected.map((value, k) => Math.abs(value - outputs[k]!))) / largest).toBeLessThan(1e-5);
  expect(new Set(expected.map((value) => value.toFixed(4))).size).toBeGreaterThan(expected.length / 2);
});

test("it is converted into a file of ours and into a tfjs layers model, and inspected", () => {
  const from = join(folder, "convolutions.keras");
  const network = readModelFile(from) as Network;
  expect(network.inputScale).toBe(16);
  convertModel(from, join(scratch, "a.safetensors"));
  convertModel(join(folder, "convolutions.h5"), join(scratch, "b.safetensors"));
  for (const name of ["a", "b"]) expect(fingerprint(readModelFile(join(scratch, `${name}.safetensors`)) as Network)).toBe(fingerprint(network));
  convertModel(from, join(scratch, "model.json"));
  expect((readModelFile(join(scratch, "model.json")) as Network).weights).toEqual(network.weights);
  expect(inspectFile(from)).toMatchObject({ kind: "model", format: "keras", inputShape: [8, 8, 2], parameterCount: parameterCount(network) });
  expect(inspectFile(join(folder, "text.h5"))).toMatchObject({ kind: "model", format: "keras-h5", inputShape: [9] });
});
test("Keras' files are not written", () => {
  for (const format of [kerasArchive, kerasHdf5]) expect(() => format.encode(readModelFile(join(folder, "dense.h5")) as Network)).toThrow(/read, not written/);
});

interface ConfigJson {
  class_name: string;
  module: string;
  registered_name: string | null;
  config: { layers: { class_name: string; module: string; registered_name: string | null; name: string; config: Record<string, unknown>; inbound_nodes: { args: unknown[]; kwargs: Record<string, unknown> }[] }[]; input_layers: unknown[]; output_layers: unknown[] };
}
const archive = openZip(readFileSync(join(folder, "residual.keras")));
const parts = Object.fromEntries(archive.names.map((name) => [name, Buffer.from(archive.unpack(name, 1e6))]));
let written = 0;
const archived = (changed: Record<string, Uint8Array | string>): string => {
  const path = join(scratch, `${(written += 1)}.keras`);
  writeFileSync(path, zipOf(Object.entries({ ...parts, ...changed }).map(([name, content]) => ({ name, content, deflate: true }))));
  return path;
};
/** The residual model with its configuration changed. */
function changed(change: (json: ConfigJson, layer: (name: string) => ConfigJson["config"]["layers"][number]) => void): string {
  const json = JSON.parse(parts["config.json"]!.toString("utf8")) as ConfigJson;
  change(json, (name) => json.config.layers.find((layer) => layer.name === name)!);
  return archived({ "config.json": JSON.stringify(json) });
}
function refusal(path: string): EngineError {
  try {
    readModelFile(path);
  } catch (error) {
    return error as EngineError;
  }
  throw new Error("it was read");
}

test("the same parts, deflated, are read as the same network", () => {
  expect(fingerprint(readModelFile(changed(() => undefined)) as Network)).toBe(fingerprint(readModelFile(join(folder, "residual.keras")) as Network));
});
test("the state of random numbers and of an optimizer in the weights is not read", async () => {
  const { FS } = await hdf5.ready;
  FS.writeFile("/seeds.h5", parts["model.weights.h5"]!);
  const file = new hdf5.File("/seeds.h5", "a");
  for (const group of ["layers/activation/seed_generator", "optimizer"]) {
    file.create_group(group);
    file.create_group(`${group}/vars`);
    file.create_dataset({ name: `${group}/vars/0`, data: Uint32Array.of(1, 2) });
  }
  file.close();
  const path = archived({ "model.weights.h5": FS.readFile("/seeds.h5") as Uint8Array });
  expect(fingerprint(readModelFile(path) as Network)).toBe(fingerprint(readModelFile(join(folder, "residual.keras")) as Network));
});
test("a whole-model file in the form of Keras 2 is read as the same network", async () => {
  const network = readModelFile(join(folder, "residual.keras")) as Network;
  const json = JSON.parse(parts["config.json"]!.toString("utf8")) as ConfigJson;
  const layers = json.config.layers.map(({ class_name: className, name, config: { batch_shape: shape, ...config }, inbound_nodes: nodes }) => {
    const read = nodes.flatMap(({ args }) => [args.flat() as { config: { keras_history: [string, number, number] } }[]]);
    return { class_name: className, name, config: { ...config, ...(shape ? { batch_input_shape: shape } : {}), dtype: "float32" }, inbound_nodes: read.map((tensors) => tensors.map((tensor) => [...tensor.config.keras_history, {}])) };
  });
  const { FS } = await hdf5.ready;
  const file = new hdf5.File("/keras2.h5", "w");
  file.create_attribute("keras_version", "2.15.0");
  file.create_attribute("model_config", JSON.stringify({ class_name: "Functional", config: { name: "model", layers, input_layers: [["image", 0, 0]], output_layers: [["classes", 0, 0]] } }));
  file.create_group("model_weights");
  for (const { name } of layers) {
    file.create_group(`model_weights/${name}`);
    const own = Object.entries(network.weights).filter(([key]) => key.startsWith(`${name}/`));
    if (own.length > 0) file.create_group(`model_weights/${name}/${name}`);
    for (const [key, { shape, values }] of own) file.create_dataset({ name: `model_weights/${name}/${key}:0`, data: values, shape });
    if (own.length > 0) (file.get(`model_weights/${name}`) as hdf5.Group).create_attribute("weight_names", own.map(([key]) => `${key}:0`));
  }
  file.close();
  writeFileSync(join(scratch, "keras2.h5"), FS.readFile("/keras2.h5") as Uint8Array);
  expect(fingerprint(readModelFile(join(scratch, "keras2.h5")) as Network)).toBe(fingerprint(network));
});
describe("refused by layer and key, and nothing of it is run:", () => {
  const lambda = { module: "builtins", class_name: "function", config: "lambda x: __import__('os').system('true')" };
  test.each<[string, string, RegExp, string[] | undefined]>([
    ["a Lambda layer", changed((_, layer) => Object.assign(layer("act"), { class_name: "Lambda", config: { name: "act", function: { class_name: "__lambda__", config: { code: "4wAAAA==" } } } })), /Layer act: Lambda holds Python code.*no code of a file is run/, ["layers", "act"]],
    ["a lambda as an activation", changed((_, layer) => (layer("stem").config["activation"] = lambda)), /Layer stem: its configuration holds function, which is Python code/, ["layers", "stem"]],
    ["a layer of somebody's own", changed((_, layer) => Object.assign(layer("act"), { module: "my_code", registered_name: "Mine>Swish" })), /Layer act: Mine>Swish is a class of somebody's own/, ["layers", "act"]],
    ["a model of somebody's own", changed((json) => Object.assign(json, { module: "__main__", class_name: "Net", registered_name: "Custom>Net" })), /of the class Net, somebody's own/, ["class_name"]],
    ["a layer that is not known", changed((_, layer) => (layer("act").class_name = "GRU")), /Layer act: GRU is not supported; Dense/, ["layers", "act"]],
    ["a model within the model", changed((_, layer) => (layer("act").class_name = "Functional")), /Layer act: Functional is not supported/, ["layers", "act"]],
    ["a key that is not known", changed((_, layer) => (layer("stem").config["groups"] = 2)), /Layer stem: groups of Conv2D is not supported/, ["layers", "stem", "groups"]],
    ["channels first", changed((_, layer) => (layer("stem").config["data_format"] = "channels_first")), /Layer stem: data_format of Conv2D/, ["layers", "stem", "data_format"]],
    ["mixed precision", changed((_, layer) => (layer("inner").config["dtype"] = { class_name: "DTypePolicy", config: { name: "mixed_float16" } })), /Layer inner: its type is "mixed_float16"; float32 is read/, ["layers", "inner", "dtype"]],
    ["a layer that is used twice", changed((_, layer) => layer("inner").inbound_nodes.push(layer("inner").inbound_nodes[0]!)), /Layer inner: it is used more than once/, ["layers", "inner"]],
    ["a layer that is called with a mask", changed((_, layer) => (layer("norm").inbound_nodes[0]!.kwargs = { mask: { class_name: "__keras_tensor__" } })), /Layer norm: it is called with mask/, ["layers", "norm", "inbound_nodes"]],
    ["a layer that reads a number", changed((_, layer) => (layer("sum").inbound_nodes[0]!.args = [[1, 2]])), /Layer sum: what it reads/, ["layers", "sum", "inbound_nodes"]],
    ["two inputs", changed((json) => (json.config.input_layers = [["image", 0, 0], ["other", 0, 0]])), /one input and one output/, ["input_layers"]],
    ["two outputs", changed((json) => (json.config.output_layers = [["classes", 0, 0], ["beside", 0, 0]])), /one input and one output/, ["output_layers"]],
    ["an output in the middle", changed((json) => (json.config.output_layers = ["beside", 0, 0])), /must be that of its last layer, classes, not of "beside"/, ["output_layers"]],
    ["an input of open size", changed((_, layer) => (layer("image").config["batch_shape"] = [null, null, 6, 2])), /Layer image: the model must say the whole shape/, ["layers", "image"]],
    ["a shape that its weights do not have", changed((_, layer) => (layer("classes").config["units"] = 4)), /layers\/dense\/vars\/0: the weight classes\/kernel must have the shape \[8, 4\], not \[8, 3\]/, ["layers", "dense", "vars", "0"]],
    ["weights under another layer's name", archived({ "config.json": parts["config.json"]!.toString("utf8").replaceAll('"stem"', '"first"') }), /layers\/conv2d\/vars: it says that it belongs to the layer stem, and config\.json has first there/, ["layers", "conv2d", "vars"]],
    ["weights that no layer has", changed((_, layer) => (layer("inner").config["use_bias"] = false)), /layers\/conv2d_1\/vars\/1: these values belong to no layer/, ["layers", "conv2d_1", "vars", "1"]],
    ["a ReLU with a largest value of its own", changed((_, layer) => Object.assign(layer("act"), { class_name: "ReLU", config: { name: "act", max_value: 4 } })), /Layer act: ReLU is read without/, ["layers", "act", "max_value"]],
    ["a configuration deeper than any", archived({ "config.json": parts["config.json"]!.toString("utf8").replace('"activation": "silu"', `"activation": ${"[".repeat(5000)}${"]".repeat(5000)}`) }), /Layer act: its configuration is more than 64 levels deep/, ["layers", "act"]],
    ["no layers", archived({ "config.json": "{\"class_name\": \"Sequential\", \"config\": {}}" }), /config\.json describes no layers/, undefined],
    ["no JSON", archived({ "config.json": "{" }), /config\.json is not JSON/, undefined],
    ["a pickle beside", archived({ "assets/vocabulary.pkl": "x" }), /holds assets\/vocabulary\.pkl/, ["assets/vocabulary.pkl"]],
    ["weights that are no HDF5", archived({ "model.weights.h5": "x" }), /no sound HDF5 file/, undefined],
    ["weights that are cut off", archived({ "model.weights.h5": parts["model.weights.h5"]!.subarray(0, 9000) }), /no sound HDF5 file.*library says/, undefined],
  ])("%s", (_, path, message, where) => {
    const error = refusal(path);
    expect(error.message).toMatch(message);
    expect(error.message).toContain(path);
    expect(["UNSUPPORTED", "CORRUPT"]).toContain(error.code);
    expect(error.path).toEqual(where);
  });
  test("weights without layers", () => {
    const path = join(scratch, "alone.h5");
    writeFileSync(path, parts["model.weights.h5"]!);
    expect(refusal(path)).toMatchObject({ code: "UNSUPPORTED", message: expect.stringMatching(/has no model_config: weights alone.*model\.save/) });
  });
});
