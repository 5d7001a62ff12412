import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { execFileSync } from "node:child_process";
import type { Part } from "../../protobuf.ts";
import { message } from "../../protobuf.ts";
import { denseNetwork } from "../../test-networks.ts";
import { encodeArchitecture, safetensors as safetensorsFormat } from "../safetensors.ts";
import { writeTfjs } from "../tfjs/write-tfjs.ts";
import type { HostileFile } from "./test-hostile-file.ts";

const MIB = 1024 * 1024;
const network = denseNetwork([6, 5, 4]);
const bytes = (name: string, content: () => Uint8Array | string, says: RegExp): HostileFile => ({ name, make: (path) => writeFileSync(path, content()), says });

/** A safetensors file of this header, whatever it says. */
function tensors(header: string, data = Buffer.alloc(8), length = BigInt(Buffer.byteLength(header))): Buffer {
  const first = Buffer.alloc(8);
  first.writeBigUInt64LE(length);
  return Buffer.concat([first, Buffer.from(header), data]);
}
const one = (entry: object, name = "a"): string => JSON.stringify({ [name]: { dtype: "F32", shape: [2], data_offsets: [0, 8], ...entry } });
const described = (change: object): Buffer => tensors(JSON.stringify({ __metadata__: { joulemark_network: JSON.stringify({ ...(JSON.parse(encodeArchitecture(network)) as object), ...change }) } }), Buffer.alloc(0));
const safetensors = (name: string, content: () => Buffer, says: RegExp): HostileFile => bytes(`${name}.safetensors`, content, says);

/** safetensors files with headers that lie. */
export const hostileTensors: HostileFile[] = [
  safetensors("header-2-63", () => tensors("{}", undefined, 2n ** 63n - 1n), /is no |header/),
  safetensors("header-2-40", () => tensors("{}", undefined, 2n ** 40n), /header reaches/),
  safetensors("header-too-large", () => tensors(`{${" ".repeat(17 * MIB)}}`), /header reaches/),
  safetensors("overlapping", () => tensors(JSON.stringify(Object.fromEntries(Array.from({ length: 1000 }, (_, k) => [`t${k}`, { dtype: "F32", shape: [MIB], data_offsets: [0, 4 * MIB] }]))), Buffer.alloc(4 * MIB)), /overlap/),
  safetensors("outside", () => tensors(one({ data_offsets: [0, 2 ** 40], shape: [2 ** 38] })), /end at byte/),
  safetensors("negative", () => tensors(one({ data_offsets: [-8, 0] })), /without its offsets/),
  safetensors("reversed", () => tensors(one({ data_offsets: [8, 0] })), /overlap/),
  safetensors("fraction", () => tensors(one({ data_offsets: [0, 7.5] })), /without its offsets/),
  safetensors("same-name", () => tensors(`{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"a":{"dtype":"I32","shape":[2],"data_offsets":[0,8]}}`), /names a tensor twice/),
  safetensors("proto-name", () => tensors('{"__proto__":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}'), /__proto__ is no name/),
  safetensors("inherited-name", () => tensors(JSON.stringify({ __metadata__: { joulemark_network: JSON.stringify({ ...(JSON.parse(encodeArchitecture(network)) as object), quantization: { mode: "static", weights: {}, activationType: "int8", activations: {} } }) }, constructor: { dtype: "F16", shape: [4], data_offsets: [0, 8] } })), /constructor is F16/),
  safetensors("wide-type", () => tensors(one({ dtype: "F64" })), /is F64; F32/),
  safetensors("shape-lies", () => tensors(one({ shape: [2 ** 40, 2 ** 40] })), /shape does not fit/),
  safetensors("shape-overflows", () => tensors(one({ shape: Array(100).fill(2 ** 50) })), /shape does not fit/),
  safetensors("deep", () => tensors(`{"a":${"[".repeat(200_000)}${"]".repeat(200_000)}}`), /200001 deep within each other/),
  safetensors("long-text", () => tensors(JSON.stringify({ __metadata__: { a: "x\\".repeat(5 * MIB) } }), Buffer.alloc(0)), /describe its layers/),
  safetensors("nan", () => Buffer.from(safetensorsFormat.encode({ ...network, weights: { ...network.weights, "dense_2/bias": { shape: [4], values: Float32Array.of(1, NaN, 2, 3) } } })), /Weight dense_2\/bias has a value that is no finite number: NaN at place 1 of 4/),
  safetensors("checkpoint-null", () => tensors(JSON.stringify({ __metadata__: { joulemark_checkpoint: "null" } }), Buffer.alloc(0)), /describe its layers|is no JSON object/),
  safetensors("wide", () => tensors(`{"a":[${"[],".repeat(4 * MIB)}0]}`), /holds about \d+ values/),
  safetensors("many-tensors", () => tensors(`{${Array.from({ length: 110_000 }, (_, k) => `"${k}":{}`).join(",")}}`), /has 110000 tensors/),
  safetensors("no-json", () => tensors("{not json"), /is not JSON/),
  safetensors("metadata", () => tensors('{"__metadata__":{"a":[1]}}'), /metadata are not texts/),
  safetensors("checkpoint", () => tensors(JSON.stringify({ __metadata__: { joulemark_checkpoint: "{" } }), Buffer.alloc(0)), /layers|checkpoint/),
  safetensors("many-layers", () => described({ layers: Array.from({ length: 40_000 }, (_, k) => ({ className: "Flatten", name: `f${k}`, config: {}, inbound: [] })) }), /description of the layers cannot be read/),
  safetensors("many-axes", () => described({ inputShape: Array(200_000).fill(1), layers: [{ className: "Concatenate", name: "c", config: {}, inbound: Array(200_000).fill("inputs") }] }), /An example has 200000 axes; 8 are read/),
  safetensors("huge-inputs", () => described({ inputShape: [2 ** 50, 2 ** 50] }), /An example has the shape .* more than 2147483647 values/),
  safetensors("huge-units", () => described({ layers: [{ className: "Dense", name: "d", config: { units: 2 ** 52 }, inbound: [] }] }), /Layer d: of one example it gives \[4503599627370496\]/),
  safetensors("proto-layer", () => described({ layers: [{ className: "__proto__", name: "constructor", config: {}, inbound: [] }] }), /__proto__ is not supported/),
];

const text = (field: number, value: string): Part => [field, "bytes", value];
const inside = (field: number, parts: Part[]): Part => [field, "bytes", message(parts)];
const raw = (field: number, content: Uint8Array): Part => [field, "bytes", content];
/** A model of a graph of these parts. Source: onnx.proto3. */
const model = (graph: Part[], before: Part[] = []): Buffer => message([[1, "int", 8], text(2, "hostile"), ...before, inside(7, graph)]);
const node = (...parts: Part[]): Part => inside(1, [text(2, "y"), text(4, "Relu"), ...parts]);
const output = inside(12, [text(1, "y")]);
const tensor = (...parts: Part[]): Part => inside(5, [[2, "int", 1], text(8, "w"), ...parts]);
const nested = (depth: number): Buffer => {
  let graph: Buffer = message([node()]);
  for (let k = 0; k < depth; k++) graph = message([[1, "bytes", message([text(2, "y"), text(4, "If"), [5, "bytes", message([[6, "bytes", graph]])]])], output]);
  return graph;
};
/** The same two bytes over and over: an empty or zero field. */
const fields = (first: number, count: number): Buffer => Buffer.alloc(2 * count, Uint8Array.of(first, 0));
const onnx = (name: string, content: () => Uint8Array, says: RegExp): HostileFile => bytes(`${name}.onnx`, content, says);

/** ONNX models that lie, or name other files. */
export const hostileGraphs: HostileFile[] = [
  onnx("huge-dimensions", () => model([node(), tensor([1, "int", 2 ** 40], [1, "int", 2 ** 40]), output]), /too large: tensor w/),
  onnx("negative-dimension", () => model([node(), tensor([1, "int", -5]), output]), /length below 0/),
  onnx("many-dimensions", () => model([node(), tensor(raw(1, Buffer.alloc(4 * MIB, 1))), output]), /more than 64 dimensions/),
  onnx("values-lie", () => model([node(), tensor([1, "int", 1000], raw(9, Buffer.alloc(4))), output]), /has 4 bytes, and its shape \[1000\] needs 4000/),
  onnx("external", () => model([node(), tensor([1, "int", 1], inside(13, [text(1, "location"), text(2, "../../../etc/passwd")]), [14, "int", 1]), output]), /values in another file/),
  onnx("length-lies", () => Buffer.concat([message([[1, "int", 8], text(2, "hostile")]), Uint8Array.of(0x3a, 0xff, 0xff, 0xff, 0xff, 0x7f, 1)]), /reaches beyond its end/),
  onnx("long-number", () => Buffer.concat([message([[1, "int", 8], text(2, "hostile")]), Buffer.alloc(20, 0xff)]), /longer than ten bytes/),
  onnx("truncated", () => model([node(), tensor([1, "int", 1000], raw(9, Buffer.alloc(4000))), output]).subarray(0, 200), /beyond its end/),
  onnx("deep", () => message([[1, "int", 8], text(2, "hostile"), [7, "bytes", nested(2000)]]), /within each other more than 8 deep/),
  onnx("many-nodes", () => model([...Array.from({ length: 100_001 }, () => node()), output]), /more than 100000 nodes/),
  onnx("many-tensors", () => model([node(), ...Array.from({ length: 100_001 }, () => tensor([1, "int", 0])), output]), /more than 100000 tensors/),
  onnx("many-ports", () => model([node(), raw(1, Buffer.alloc(0)), ...Array.from({ length: 10_001 }, () => output)]), /more than 10000 inputs and outputs/),
  onnx("many-outputs", () => model([inside(1, [raw(4, Buffer.from("Relu")), ...Array.from({ length: 10_001 }, () => text(2, ""))]), output]), /more than 10000 outputs/),
  onnx("many-outputs-of-many-nodes", () => model([...Array.from({ length: 101 }, () => raw(1, Buffer.concat([fields(0x12, 10_000), message([text(4, "Relu")])]))), output]), /more than 1000000 outputs/),
  onnx("many-fields-of-a-port", () => model([node(), inside(12, [text(1, "y"), inside(2, [inside(1, [raw(2, fields(0x0a, 4 * MIB))])])])]), /more than 64 dimensions/),
  onnx("many-fields", () => model([raw(2, fields(0x18, 4 * MIB)), node()], [raw(8, fields(0x18, 4 * MIB))]), /no graph with an output/),
  onnx("long-name", () => model([node(), tensor(text(8, "w".repeat(MIB))), output]), /a name in it has 1048576 bytes/),
  onnx("own-operators", () => model([node(text(7, "evil.library")), output]), /library of somebody's own/),
  onnx("no-graph", () => message([[1, "int", 8], text(2, "hostile"), text(3, "x".repeat(32))]), /no graph with an output/),
  onnx("group-fields", () => Buffer.concat([message([[1, "int", 8], text(2, "hostile")]), Buffer.alloc(64, 0x3b)]), /fields of kind 3/),
];

type Manifest = { paths: unknown[]; weights: { name: string; shape: unknown[]; dtype: string; quantization?: object }[] }[];
interface ModelJson {
  modelTopology: { class_name: string; config: { layers: { class_name: string; name: string; config: Record<string, unknown> }[] } };
  weightsManifest: Manifest;
}
const written = writeTfjs(network);
/** A folder of model.json and its weights, changed. */
const tfjs = (name: string, change: (json: ModelJson, folder: string) => unknown, says: RegExp): HostileFile => ({
  name: `${name}.tfjs`,
  make(path) {
    mkdirSync(path);
    writeFileSync(join(path, "weights.bin"), written.weights);
    const json = JSON.parse(Buffer.from(written.json).toString("utf8")) as ModelJson;
    const changed = change(json, path);
    writeFileSync(join(path, "model.json"), typeof changed === "string" && changed.startsWith("{") ? changed : JSON.stringify(json));
    return join(path, "model.json");
  },
  says,
});
const shard = (name: string, path: unknown, says: RegExp, prepare: (folder: string) => void = () => undefined): HostileFile => tfjs(name, (json, folder) => {
  prepare(folder);
  json.weightsManifest[0]!.paths = [path];
}, says);
const first = (json: ModelJson): Manifest[number]["weights"][number] => json.weightsManifest[0]!.weights[0]!;

/** TensorFlow.js models that reach for other files, or lie. */
export const hostileFolders: HostileFile[] = [
  shard("shard-parent", "../outside.bin", /names the weights' file/), shard("shard-absolute", "/etc/passwd", /names the weights' file/), shard("shard-dots", "..", /names the weights' file/),
  shard("shard-address", "http://127.0.0.1/x", /names the weights' file/), shard("shard-missing", "nowhere.bin", /There is no .*nowhere\.bin/), shard("shard-number", 7, /no modelTopology and weightsManifest that can be read/),
  shard("shard-link", "link.bin", /link out of its folder/, (folder) => {
    writeFileSync(`${folder}-secret.bin`, written.weights);
    symlinkSync(`${folder}-secret.bin`, join(folder, "link.bin"));
  }),
  shard("shard-folder", "sub", /is a folder: a file is read/, (folder) => mkdirSync(join(folder, "sub"))),
  shard("shard-pipe", "pipe", /is a pipe: a file is read/, (folder) => void execFileSync("mkfifo", [join(folder, "pipe")])),
  shard("shard-device", "null", /is a device: a file is read/, (folder) => symlinkSync("/dev/zero", join(folder, "null"))),
  tfjs("huge-shape", (json) => (first(json).shape = [2 ** 30, 2 ** 20]), /weights have \d+ bytes/), tfjs("shape-overflows", (json) => (first(json).shape = Array(200).fill(2 ** 50)), /have Infinity bytes/),
  tfjs("shape-2-gib", (json) => (first(json).shape = [2 ** 29 - 100]), /have \d+ bytes, and the weights they hold need/), tfjs("negative-shape", (json) => (first(json).shape = [-1]), /can be read/),
  tfjs("same-weight", (json) => json.weightsManifest[0]!.weights.forEach((weight, k) => Object.assign(weight, { name: `m${k}/dense_1/kernel` })), /dense_1\/kernel is given twice/),
  tfjs("proto-weight", (json) => (first(json).name = "__proto__"), /Weight (dense_1\/kernel is missing|__proto__ belongs)/), tfjs("inherited-weight", (json) => (first(json).name = "constructor"), /dense_1\/kernel is missing/),
  tfjs("proto-layer", (json) => Object.assign(json.modelTopology.config.layers[1]!, { class_name: "__proto__" }), /__proto__ is not supported/),
  tfjs("inherited-layer", (json) => Object.assign(json.modelTopology.config.layers[1]!, { class_name: "toString" }), /toString is not supported/),
  tfjs("deep", (json) => JSON.stringify(json).replace('"modelTopology":', `"modelTopology":{"model_config":${"[".repeat(200_000)}${"]".repeat(200_000)}},"other":`), /deep within each other/),
  tfjs("shard-twice", (json) => {
    json.weightsManifest[0]!.paths = Array(1000).fill("weights.bin");
    first(json).shape = [2 ** 28];
  }, /names a file of weights twice/),
  tfjs("infinite-weights", (json, folder) => {
    writeFileSync(join(folder, "weights.bin"), Buffer.alloc(written.weights.length, Uint8Array.of(0, 0, 0x80, 0x7f)));
    return json;
  }, /Weight dense_1\/kernel has a value that is no finite number: Infinity at place 0 of 30/),
  tfjs("wide", () => `{"modelTopology":[${"[],".repeat(4 * MIB)}0]}`, /holds about \d+ values/),
  tfjs("many-wrong-weights", (json) => JSON.stringify({ ...json, weightsManifest: [{ paths: [], weights: Array(400_000).fill(0) }] }), /can be read/),
  tfjs("many-wrong-groups", (json) => JSON.stringify({ ...json, weightsManifest: Array(400_000).fill(0) }), /can be read/),
  tfjs("many-wrong-layers", (json) => JSON.stringify({ ...json, modelTopology: { class_name: "Sequential", config: { layers: Array(400_000).fill(0) } } }), /describes no layers/),
  tfjs("too-large", (json) => JSON.stringify(json) + " ".repeat(17 * MIB), /has \d+ bytes; 16777216 are read/),
];
