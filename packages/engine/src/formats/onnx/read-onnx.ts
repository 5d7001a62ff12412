import { EngineError } from "../../errors.ts";
import { fieldsOf, packedNumbers } from "../../protobuf.ts";
import { rawInputsKey } from "./encode-onnx.ts";
import { onnxTypes } from "./onnx-graph.ts";

/** What a model of somebody else's may ask of this machine. */
export const onnxLimits = { fileBytes: 2 ** 31 - 1, tensorBytes: 2 ** 31, nodes: 100_000, depth: 8, tensors: 100_000, ports: 10_000, outputs: 1_000_000, fields: 50_000_000, dimensions: 64, nameBytes: 65_536 } as const;

/** An input or output: its element type by number, and its dimensions, null where they are open. */
export interface OnnxPort {
  name: string;
  type: number;
  shape: (number | null)[];
}

/** What an ONNX file says of itself; nothing of it is run. */
export interface OnnxSummary {
  producer: string;
  opset: number | null;
  /** Without those that have a value in the file. */
  inputs: OnnxPort[];
  outputs: OnnxPort[];
  nodes: number;
  /** How often each operator stands in it. */
  operators: Record<string, number>;
  /** Values of all tensors that stand in it as numbers of any kind. */
  parameterCount: number;
  /** The operator that gives the first output. */
  lastOperator: string | null;
  /** Whether it scales raw inputs itself, as those that are written here do. */
  rawInputs: boolean;
}

const corrupt = (why: string): EngineError => new EngineError("CORRUPT", `This is no sound ONNX model: ${why}.`);
const tooLarge = (why: string): EngineError => new EngineError("UNSUPPORTED", `This ONNX model is too large: ${why}.`);
/** A name, or another short text. */
function textOf(bytes: Uint8Array): string {
  if (bytes.length > onnxLimits.nameBytes) throw tooLarge(`a name in it has ${bytes.length} bytes, more than ${onnxLimits.nameBytes}`);
  return Buffer.from(bytes).toString("utf8");
}
const ORDINARY_DOMAINS = new Set(["", "ai.onnx", "com.microsoft", "ai.onnx.ml"]);

/** Bytes of one element by TensorProto.DataType; 4-bit types take half a byte. */
const elementBytes: Record<number, number> = { 1: 4, 2: 1, 3: 1, 4: 2, 5: 2, 6: 4, 7: 8, 9: 1, 10: 2, 11: 8, 12: 4, 13: 8, 16: 2, 21: 0.5, 22: 0.5 };

/** How many fields are still read: what a model may take of time. */
interface Budget {
  left: number;
}

/** Counts what a tensor holds. @throws EngineError where its values are not in this file, or not as many as its shape says */
function tensorOf(bytes: Uint8Array, budget: Budget): { name: string; count: number; byteLength: number } {
  const dims: number[] = [];
  let [name, type, rawBytes] = ["", 0, -1];
  for (const { field, value, bytes: own } of fieldsOf(bytes, budget)) {
    if (field === 1) for (const length of own.length > 0 ? packedNumbers(own) : [value]) if (dims.push(length) > onnxLimits.dimensions) throw tooLarge(`tensor ${name} has more than ${onnxLimits.dimensions} dimensions`);
    if (field === 1) continue;
    if (field === 2) type = value;
    else if (field === 8) name = textOf(own);
    else if (field === 9) rawBytes = own.length;
    else if (field === 13 || (field === 14 && value === 1)) throw new EngineError("UNSUPPORTED", `Tensor ${name || "without a name"} keeps its values in another file. Save the model with its weights inside (torch.onnx.export(…, external_data=False)).`);
  }
  if (dims.some((length) => length < 0)) throw corrupt(`tensor ${name} has a length below 0`);
  const count = dims.reduce((product, length) => product * length, 1);
  const byteLength = count * (elementBytes[type] ?? 1);
  if (!(byteLength <= onnxLimits.tensorBytes)) throw tooLarge(`tensor ${name} says that it has ${byteLength} bytes, more than ${onnxLimits.tensorBytes}`);
  if (rawBytes >= 0 && elementBytes[type] !== undefined && rawBytes !== Math.ceil(byteLength)) throw corrupt(`tensor ${name} has ${rawBytes} bytes, and its shape [${dims.join(", ")}] needs ${Math.ceil(byteLength)}`);
  return { name, count, byteLength };
}

/** The messages of one field; a sound one has a few. */
function within(parent: Uint8Array, wanted: number, budget: Budget): Uint8Array[] {
  const found: Uint8Array[] = [];
  for (const { field, bytes } of fieldsOf(parent, budget)) if (field === wanted && found.push(bytes) > onnxLimits.dimensions) throw tooLarge(`it has more than ${onnxLimits.dimensions} dimensions, or values of a kind, in one place`);
  return found;
}

/** The first number of one field; null: there is none. */
function valueOf(parent: Uint8Array, wanted: number, budget: Budget): number | null {
  for (const { field, value } of fieldsOf(parent, budget)) if (field === wanted) return value;
  return null;
}

function portOf(bytes: Uint8Array, budget: Budget): OnnxPort {
  const port: OnnxPort = { name: "", type: 0, shape: [] };
  for (const { field, bytes: own } of fieldsOf(bytes, budget)) {
    if (field === 1) port.name = textOf(own);
    if (field !== 2) continue;
    for (const tensor of within(own, 1, budget)) {
      for (const part of fieldsOf(tensor, budget)) {
        if (part.field === 1) port.type = part.value;
        if (part.field === 2) port.shape = within(part.bytes, 1, budget).map((dimension) => valueOf(dimension, 1, budget));
      }
    }
  }
  return port;
}

class Reader {
  readonly operators = new Map<string, number>();
  readonly producers = new Map<string, string>();
  nodes = 0;
  parameterCount = 0;
  tensorBytes = 0;
  private readonly budget: Budget;
  private tensors = 0;
  private outputs = 0;

  constructor(budget: Budget) {
    this.budget = budget;
  }

  /** A graph with all that is below it. */
  graph(bytes: Uint8Array, depth = 0): { inputs: OnnxPort[]; outputs: OnnxPort[] } {
    if (depth > onnxLimits.depth) throw tooLarge(`graphs stand within each other more than ${onnxLimits.depth} deep`);
    const [inputs, outputs, known]: [OnnxPort[], OnnxPort[], Set<string>] = [[], [], new Set()];
    for (const { field, bytes: own } of fieldsOf(bytes, this.budget)) {
      if (field === 1) this.node(own, depth);
      else if (field === 5) known.add(this.tensor(own));
      else if (field === 11) inputs.push(portOf(own, this.budget));
      else if (field === 12) outputs.push(portOf(own, this.budget));
      if (inputs.length + outputs.length > onnxLimits.ports) throw tooLarge(`a graph has more than ${onnxLimits.ports} inputs and outputs`);
    }
    return { inputs: inputs.filter(({ name }) => !known.has(name)), outputs };
  }

  private tensor(bytes: Uint8Array): string {
    const { name, count, byteLength } = tensorOf(bytes, this.budget);
    this.tensors += 1;
    if (this.tensors > onnxLimits.tensors) throw tooLarge(`it has more than ${onnxLimits.tensors} tensors`);
    this.parameterCount += count;
    this.tensorBytes += byteLength;
    if (this.tensorBytes > onnxLimits.tensorBytes) throw tooLarge(`its tensors take more than ${onnxLimits.tensorBytes} bytes`);
    return name;
  }

  private node(bytes: Uint8Array, depth: number): void {
    this.nodes += 1;
    if (this.nodes > onnxLimits.nodes) throw tooLarge(`it has more than ${onnxLimits.nodes} nodes`);
    let [operator, domain] = ["", ""];
    const outputs: string[] = [];
    for (const { field, bytes: own } of fieldsOf(bytes, this.budget)) {
      if (field === 2 && outputs.push(textOf(own)) > onnxLimits.ports) throw tooLarge(`a node has more than ${onnxLimits.ports} outputs`);
      if (field === 4) operator = textOf(own);
      else if (field === 7) domain = textOf(own);
      else if (field === 5) for (const part of fieldsOf(own, this.budget)) {
        if (part.field === 5 || part.field === 10) this.tensor(part.bytes);
        if (part.field === 6 || part.field === 11) this.graph(part.bytes, depth + 1);
      }
    }
    if (!ORDINARY_DOMAINS.has(domain)) throw new EngineError("UNSUPPORTED", `Operator ${operator} is of ${domain}, a library of somebody's own; models of ONNX's own operators are read.`);
    this.operators.set(operator, (this.operators.get(operator) ?? 0) + 1);
    this.outputs += outputs.length;
    if (this.outputs > onnxLimits.outputs) throw tooLarge(`its nodes have more than ${onnxLimits.outputs} outputs`);
    for (const output of outputs) this.producers.set(output, operator);
  }
}

/** ModelProto begins with its version as a small varint; nothing else that is read here does. */
export const looksLikeOnnx = (bytes: Uint8Array): boolean => bytes.length > 16 && bytes[0] === 8 && bytes[1]! > 0 && bytes[1]! < 64 && [0x12, 0x1a, 0x22, 0x28, 0x32, 0x3a, 0x42].includes(bytes[2]!);

/**
 * What an ONNX model says of itself, its whole graph walked within limits of nodes, tensors, depth and fields.
 * @throws EngineError CORRUPT for what is no sound model; UNSUPPORTED for one that is too large, that keeps weights in other files, or has operators of its own
 */
export function readOnnx(bytes: Uint8Array, mostFields: number = onnxLimits.fields): OnnxSummary {
  if (bytes.length > onnxLimits.fileBytes) throw tooLarge(`it has ${bytes.length} bytes, more than ${onnxLimits.fileBytes}`);
  const budget = { left: mostFields };
  const reader = new Reader(budget);
  let ports: ReturnType<Reader["graph"]> | null = null;
  let [producer, opset, rawInputs]: [string, number | null, boolean] = ["", null, false];
  for (const { field, bytes: own } of fieldsOf(bytes, budget)) {
    if (field === 2) producer = textOf(own);
    else if (field === 7) ports = reader.graph(own);
    else if (field === 8) {
      if (!within(own, 1, budget).some((domain) => domain.length > 0)) opset = valueOf(own, 2, budget);
    } else if (field === 14) rawInputs ||= within(own, 1, budget).some((key) => textOf(key) === rawInputsKey);
  }
  if (!ports || ports.outputs.length === 0 || reader.nodes === 0) throw corrupt("it has no graph with an output");
  const { nodes, parameterCount } = reader;
  return { producer, opset, ...ports, nodes, operators: Object.fromEntries(reader.operators), parameterCount, lastOperator: reader.producers.get(ports.outputs[0]!.name) ?? null, rawInputs };
}

export const typeName = (type: number): string => Object.entries(onnxTypes).find(([, number]) => number === type)?.[0] ?? `type ${type}`;
