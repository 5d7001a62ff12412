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
    ["two inputs by name", changed((json) => Object.assign(json.config, { input_layers: { a: ["image", 0, 0], b: ["other", 0, 0] } })), /one input and one output is read, written as a list/, ["input_layers"]],
    ["one output by name", changed((json) => Object.assign(json.config, { output_layers: { a: ["classes", 0, 0] } })), /one input and one output is read, written as a list/, ["output_layers"]],
    ["two inputs", changed((json) => (json.config.input_layers = [["image", 0, 0], ["other", 0, 0]])), /one input and one output/, ["input_layers"]],
    ["two outputs", changed((json) => (json.config.output_layers = [["classes", 0, 0], ["beside", 0, 0]])), /one input and one output/, ["output_layers"]],
    ["an output in the middle", changed((json) => (json.config.output_layers = ["beside", 0, 0])), /must be that of its last layer, classes, not of "beside"/, ["output_layers"]],
    ["an input of open size", changed((_, layer) => (layer("image").config["batch_shape"] = [null, null, 6, 2])), /Layer image: the model must say the whole shape/, ["layers", "image"]],
    ["a shape that its weights do not have", changed((_, layer) => (layer("classes").config["units"] = 4)), /layers\/dense\/vars\/0: the weight classes\/kernel must have the shape \[8, 4\], not \[8, 3\]/, ["layers", "dense", "vars", "0"]],
    ["weights under another layer's name", archived({ "config.json": parts["config.json"]!.toString("utf8").replaceAll('"stem"', '"first"') }), /layers\/conv2d\/vars: it says that it belongs to the layer stem, and config\.json has first there/, ["layers", "conv2d", "vars"]],
    ["weights that no layer has", changed((_, layer) => (layer("inner").config["use_bias"] = false)), /layers\/conv2d_1\/vars\/1: these values belong to no layer/, ["layers", "conv2d_1", "vars", "1"]],
    ["a ReLU with a largest value of its own", changed((_, layer) => Object.assign(layer("act"), { class_name: "ReLU", config: { name: "act", max_value: 4 } })), /Layer act: ReLU is read without/, ["layers", "act", "max_value"]],
    ["a configuration deeper than any", archived({ "config.json": parts["config.json"]!.toString("utf8").replace('"activation": "silu"', `"activation": ${"[".repeat(100)}${"]".repeat(100)}`) }), /Layer act: its configuration is more than 64 levels deep/, ["layers", "act"]],
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
  const as = (className: string, config: object = {}) => (_: ConfigJson, layer: (name: string) => ConfigJson["config"]["layers"][number]): unknown => Object.assign(layer("act"), { class_name: className, config: { name: "act", ...config } });
  const set = (name: string, config: object) => (_: ConfigJson, layer: (name: string) => ConfigJson["config"]["layers"][number]): unknown => Object.assign(layer(name).config, config);
  test.each<[string, Parameters<typeof changed>[0], RegExp]>([
    ["a normalization without its scale", set("norm", { scale: false }), /Layer norm: scale: /], ["without its center", set("norm", { center: false }), /Layer norm: center: /],
    ["over another axis", set("norm", { axis: 1 }), /Layer norm: it normalizes the last axis only/], ["by the moments of renorm", set("norm", { renorm: true }), /Layer norm: renorm of BatchNormalization/],
    ["by parts of the batch", set("norm", { virtual_batch_size: 4 }), /Layer norm: virtual_batch_size of/], ["that is frozen", set("norm", { trainable: false }), /Layer norm: trainable of/],
    ["a pooling that keeps its axes", set("mean", { keepdims: true }), /Layer mean: keepdims: /], ["a pooling of channels first", set("most", { data_format: "channels_first" }), /Layer most: data_format of/],
    ["padding before alone", set("stem", { padding: "causal" }), /Layer stem: padding: /], ["strides and dilation at once", set("stem", { strides: [2, 2], dilation_rate: [2, 2] }), /Layer stem: dilation_rate must be 1/],
    ["a softmax within", set("stem", { activation: "softmax" }), /Layer stem: activation must be one of .*not "softmax"/], ["a hard sigmoid", set("stem", { activation: "hard_sigmoid" }), /not "hard_sigmoid"/],
    ["an activation with a setting of its own", set("stem", { activation: { module: "keras.layers", class_name: "LeakyReLU", config: { negative_slope: 0.1 } } }), /Layer stem: activation must be one of .*LeakyReLU/],
    ["a softmax of its own within", as("Softmax", { axis: -1 }), /Layer act: activation must be one of .*not "softmax"/], ["a softmax over another axis", as("Softmax", { axis: 2 }), /Layer act: Softmax is read over the classes/],
    ["a ReLU that leaks", as("ReLU", { negative_slope: 0.1 }), /Layer act: ReLU is read without a slope/], ["a ReLU from a threshold", as("ReLU", { threshold: 0.5 }), /Layer act: ReLU is read without a slope and a threshold/],
    ["a layer LeakyReLU", as("LeakyReLU", { negative_slope: 0.2 }), /Layer act: LeakyReLU is not supported/], ["a layer Normalization", as("Normalization", { mean: 1, variance: 2 }), /Layer act: Normalization is not supported/],
    ["a Rescaling within", as("Rescaling", { scale: 0.5 }), /Layer act: Rescaling is not supported/], ["a layer normalization over two axes", as("LayerNormalization", { axis: [2, 3] }), /Layer act: axis/],
    ["a layer normalization without its center", as("LayerNormalization", { center: false }), /Layer act: center: /], ["a layer normalization by the root alone", as("LayerNormalization", { rms_scaling: true }), /Layer act: rms_scaling of/],
    ["lengths over another axis", as("UnitNormalization", { axis: 1 }), /Layer act: axis: /], ["an embedding that masks 0", as("Embedding", { input_dim: 3, output_dim: 4, mask_zero: true }), /Layer act: mask_zero: /],
    ["attention of Keras'", as("MultiHeadAttention", { num_heads: 2, key_dim: 2 }), /Layer act: MultiHeadAttention is not read from such a file/], ["a layer by the name of one of ours", as("PositionEmbedding"), /Layer act: PositionEmbedding is not read/],
    ["a quantized layer", set("classes", { dtype: { module: "keras.dtype_policies", class_name: "QuantizedDTypePolicy", config: { mode: "int8", source_name: "float32" } } }), /Layer classes: its type is .*int8.*float32 is read/],
    ["a layer in half the bits", set("classes", { dtype: "bfloat16" }), /Layer classes: its type is "bfloat16"/], ["in twice the bits", set("classes", { dtype: { class_name: "DTypePolicy", config: { name: "float64" } } }), /Layer classes: its type is "float64"/],
    ["a low-rank adapter", set("classes", { lora_rank: 4, lora_alpha: 4 }), /Layer classes: lora_rank of Dense/], ["what quantizes", set("classes", { quantization_config: { mode: "int4" } }), /Layer classes: quantization_config of Dense/],
    ["texts as inputs", set("image", { dtype: "string" }), /Layer image: its type is "string"/], ["half-precision inputs", set("image", { dtype: "float16" }), /Layer image: its type is "float16"/],
    ["a layer that is called as if training", (_, layer) => (layer("norm").inbound_nodes[0]!.kwargs = { training: true }), /Layer norm: it is called with training/],
  ])("%s, by layer and key", (_, change, message) => {
    const { code, message: said, path } = refusal(changed(change));
    expect(said).toMatch(message);
    expect(["UNSUPPORTED", "INVALID_INPUT"]).toContain(code);
    expect(path).toEqual(expect.arrayContaining(["layers"]));
  });
  test.each<[string, object, RegExp]>([["of another offset", { scale: 1, offset: -1 }, /Layer scaled: Rescaling of the inputs is read with a scale above 0 and the offset 0/], ["of a scale for each channel", { scale: [1, 2] }, /Layer scaled: Rescaling/], ["by what float32 cannot divide by", { scale: 1e-310 }, /Layer scaled: its scale 1e-310 is beyond/]])("a Rescaling of the inputs %s", (_, config, message) => {
    const path = changed((json, layer) => {
      const { inbound_nodes: nodes } = layer("stem");
      json.config.layers.splice(1, 0, { class_name: "Rescaling", module: "keras.layers", registered_name: null, name: "scaled", config: { name: "scaled", ...config }, inbound_nodes: structuredClone(nodes) });
      layer("stem").inbound_nodes = JSON.parse(JSON.stringify(nodes).replace('"image"', '"scaled"')) as typeof nodes;
    });
    expect(refusal(path)).toMatchObject({ code: "UNSUPPORTED", message: expect.stringMatching(message) });
  });
  test("weights without layers", () => {
    const path = join(scratch, "alone.h5");
    writeFileSync(path, parts["model.weights.h5"]!);
    expect(refusal(path)).toMatchObject({ code: "UNSUPPORTED", message: expect.stringMatching(/has no model_config: weights alone.*model\.save/) });
  });
});
