import { createHash } from "node:crypto";
import { EngineError } from "../errors.ts";
import { parseBoundedObject } from "../formats/bounded-json.ts";
import { describeForeign } from "../formats/foreign-files.ts";
import { onnx } from "../formats/onnx.ts";
import { formats } from "../formats/registry.ts";
import { decodeTensorFile } from "../formats/tensor-file.ts";
import { readModelFile, readModelFolder } from "../model-file.ts";
import { isForeign } from "../network/foreign-model.ts";
import type { Network } from "../network/network.ts";
import { multiplyAdds, networkLabel, parameterCount } from "../network/network.ts";
import { isFolder, readWhole } from "../whole-file.ts";
import { describeJson } from "./json-kinds.ts";

const describeNetwork = (network: Network) => ({
  label: networkLabel(network),
  parameterCount: parameterCount(network),
  multiplyAdds: multiplyAdds(network),
  inputShape: network.inputShape,
  ...(network.text ? { reads: "text" } : {}),
  ...(network.notice === undefined ? {} : { notice: network.notice }),
  ...(network.pruned ? { pruned: network.pruned } : {}),
  layers: network.layers.map(({ className, name, config }) => ({ className, name, config })),
});

/** Of a checkpoint: how far its run was. */
function describeCheckpoint(path: string, bytes: Uint8Array): Record<string, unknown> | null {
  if (!Buffer.from(bytes.subarray(0, 1024 * 1024)).includes("joulemark_checkpoint")) return null;
  const { metadata, tensors } = decodeTensorFile(bytes);
  const text = metadata["joulemark_checkpoint"];
  if (text === undefined) return null;
  const { step, call, position, backend, energy } = parseBoundedObject(text, `The description of the checkpoint ${path}`);
  return { kind: "checkpoint", step, call, position, backend, energy, tensors: Object.keys(tensors).length, note: `A run goes on from it: joulemark-engine run SPEC.json --out DIR --resume, where ${path} is below DIR.` };
}

/**
 * What a file is: a model of a registered format or a folder of Hugging Face's, a checkpoint, one of our JSON documents, or an array that may be data.
 * @throws EngineError naming the file and why it is not read: damaged, a pickle, of no kind that is known
 */
export function inspectFile(path: string): Record<string, unknown> {
  if (isFolder(path)) return { kind: "model", format: "huggingface", ...describeNetwork(readModelFolder(path)) };
  const bytes = readWhole(path);
  const common = { sizeBytes: bytes.length, sha256: createHash("sha256").update(bytes).digest("hex") };
  const format = formats.find((candidate) => candidate.recognizes?.(bytes));
  if (format) {
    const checkpoint = describeCheckpoint(path, bytes);
    if (checkpoint) return { ...checkpoint, ...common };
    const model = readModelFile(path);
    return { kind: "model", format: format.id, ...(isForeign(model) ? onnx.read(bytes) : describeNetwork(model)), ...common };
  }
  const described = describeJson(path, bytes) ?? describeForeign(path, bytes);
  if (described) return { ...described, ...common };
  const first = Buffer.from(bytes.subarray(0, 8)).toString("hex");
  throw new EngineError("UNSUPPORTED", `${path} is of no kind that is known here (its first bytes are ${first}). Models are read from ${formats.map(({ id }) => id).join(", ")}; JSON is told apart as specification, report, job or energy record.`);
}
