import type { Part } from "../../protobuf.ts";
import { message } from "../../protobuf.ts";

/** TensorProto.DataType of onnx.proto. */
export const onnxTypes = { float32: 1, uint8: 2, int8: 3, int32: 6, int64: 7, float16: 10 } as const;
export type OnnxType = keyof typeof onnxTypes;

/** AttributeProto: i, f, s or ints. */
export type OnnxAttribute = number | { float: number } | string | number[];

/** Opset 17 has every operator that is written here (LayerNormalization is its newest), and runtimes since 2022 read it. */
const [OPSET, IR_VERSION] = [17, 8];

/** AttributeProto.AttributeType */
const [FLOAT, INT, STRING, INTS] = [1, 2, 3, 7];

function attributeMessage(name: string, value: OnnxAttribute): Buffer {
  const named: Part = [1, "bytes", name];
  if (typeof value === "number") return message([named, [3, "int", value], [20, "int", INT]]);
  if (typeof value === "string") return message([named, [4, "bytes", value], [20, "int", STRING]]);
  if (Array.isArray(value)) return message([named, ...value.map((item): Part => [8, "int", item]), [20, "int", INTS]]);
  return message([named, [2, "float", value.float], [20, "int", FLOAT]]);
}

/** ValueInfoProto of a float32 tensor: the batch, then the shape of one example. */
const valueInfo = (name: string, shape: number[]): Buffer =>
  message([[1, "bytes", name], [2, "bytes", message([[1, "bytes", message([[1, "int", onnxTypes.float32], [2, "bytes", message([[1, "bytes", message([[2, "bytes", "batch"]])], ...shape.map((length): Part => [1, "bytes", message([[1, "int", length]])])])]])]])]]);

export interface OnnxEnds {
  input: { name: string; shape: number[] };
  output: { name: string; shape: number[] };
  producerVersion: string;
  /** Texts that stand in the file. */
  metadata: Record<string, string>;
}

/**
 * An ONNX graph as it is written, node after node; values are named after the layers.
 * Source of field numbers: github.com/onnx/onnx, onnx/onnx.proto.
 */
export class OnnxGraph {
  private readonly nodes: Part[] = [];
  private readonly initializers: Part[] = [];
  private readonly names = new Set<string>();
  private scope = "";

  /** Names what is written meanwhile after a layer. */
  within<Result>(scope: string, write: () => Result): Result {
    this.scope = scope;
    return write();
  }

  /** A node with one output, whose name it gives. An empty input is one that is left out. */
  node(op: string, inputs: string[], attributes: Record<string, OnnxAttribute> = {}, name = op): string {
    return this.nodeOf(op, inputs, attributes, 1, name)[0]!;
  }

  /** A node with several outputs. */
  nodeOf(op: string, inputs: string[], attributes: Record<string, OnnxAttribute>, outputCount: number, wanted = op): string[] {
    const name = this.unique(wanted);
    const outputs = Array.from({ length: outputCount }, (_, k) => (k === 0 ? name : `${name}:${k}`));
    const parts: Part[] = [...inputs.map((input): Part => [1, "bytes", input]), ...outputs.map((output): Part => [2, "bytes", output]), [3, "bytes", name], [4, "bytes", op]];
    this.nodes.push([1, "bytes", message([...parts, ...Object.entries(attributes).map(([key, value]): Part => [5, "bytes", attributeMessage(key, value)])])]);
    return outputs;
  }

  /** A tensor that stands in the file. */
  tensor(name: string, type: OnnxType, shape: number[], values: ArrayBufferView): string {
    const own = this.unique(name);
    const raw = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
    this.initializers.push([5, "bytes", message([...shape.map((length): Part => [1, "int", length]), [2, "int", onnxTypes[type]], [8, "bytes", own], [9, "bytes", raw]])]);
    return own;
  }

  /** The bytes of the file. */
  encode({ input, output, producerVersion, metadata }: OnnxEnds): Buffer {
    const graph = message([...this.nodes, [2, "bytes", "joulemark"], ...this.initializers, [11, "bytes", valueInfo(input.name, input.shape)], [12, "bytes", valueInfo(output.name, output.shape)]]);
    return message([
      [1, "int", IR_VERSION], [2, "bytes", "joulemark"], [3, "bytes", producerVersion], [7, "bytes", graph], [8, "bytes", message([[1, "bytes", ""], [2, "int", OPSET]])],
      ...Object.entries(metadata).map(([key, value]): Part => [14, "bytes", message([[1, "bytes", key], [2, "bytes", value]])]),
    ]);
  }

  private unique(name: string): string {
    const base = `${this.scope}${name}`;
    let own = base;
    for (let k = 1; this.names.has(own); k++) own = `${base}_${k}`;
    this.names.add(own);
    return own;
  }
}
