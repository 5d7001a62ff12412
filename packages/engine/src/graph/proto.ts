import type { Part } from "../protobuf.ts";
import { message } from "../protobuf.ts";

/** A TensorFlow SavedModel as protocol buffers. Source of field numbers: tensorflow/core/protobuf/{saved_model,meta_graph}.proto and framework/*.proto. */
export type DType = "float32" | "float64" | "int32" | "uint8" | "int64" | "uint64" | "bool" | "resource";

/** DataType of TensorFlow's types.proto. */
export const dataTypes: Record<DType, number> = { float32: 1, float64: 2, int32: 3, uint8: 4, int64: 9, bool: 10, resource: 20, uint64: 23 };

/** null dimension, or null shape: unknown. */
export type Shape = (number | null)[] | null;

export interface TensorValue {
  dtype: DType;
  shape: number[];
  bytes: Uint8Array;
}

/** An attribute of a node: b, s, i, list(i), f, type, shape or tensor of attr_value.proto. */
export type AttributeValue = boolean | string | number | number[] | { float: number } | { type: DType } | { shape: Shape } | { tensor: TensorValue };

const shapeMessage = (shape: Shape): Buffer => (shape ? message(shape.map((length) => [2, "bytes", message([[1, "int", length ?? -1]])])) : message([[3, "int", 1]]));

const tensorMessage = ({ dtype, shape, bytes }: TensorValue): Buffer => message([[1, "int", dataTypes[dtype]], [2, "bytes", shapeMessage(shape)], [4, "bytes", bytes]]);

/** attr_value.proto of one attribute. */
export function attributeMessage(value: AttributeValue): Buffer {
  if (typeof value === "boolean") return message([[5, "int", Number(value)]]);
  if (typeof value === "string") return message([[2, "bytes", value]]);
  if (typeof value === "number") return message([[3, "int", value]]);
  if (Array.isArray(value)) return message([[1, "bytes", message(value.map((item) => [3, "int", item]))]]);
  if ("float" in value) return message([[4, "float", value.float]]);
  if ("type" in value) return message([[6, "int", dataTypes[value.type]]]);
  if ("shape" in value) return message([[7, "bytes", shapeMessage(value.shape)]]);
  return message([[8, "bytes", tensorMessage(value.tensor)]]);
}

export interface NodeDefinition {
  name: string;
  op: string;
  /** `name`, `name:1` or `^name` for a control edge. */
  inputs: string[];
  attributes: Record<string, AttributeValue>;
}

const nodeMessage = ({ name, op, inputs, attributes }: NodeDefinition): Buffer =>
  message([
    [1, "bytes", name],
    [2, "bytes", op],
    ...inputs.map((input): Part => [3, "bytes", input]),
    ...Object.entries(attributes).map(([key, value]): Part => [5, "bytes", message([[1, "bytes", key], [2, "bytes", attributeMessage(value)]])]),
  ]);

/** GraphDef version that the ops used here were last changed before (TensorFlow 2.9). */
const producer = 1395;

/** The bytes of saved_model.pb: one meta graph with the tag "serve", no variables on disk. */
export function savedModel(nodes: NodeDefinition[]): Buffer {
  const graph = message([...nodes.map((node): Part => [1, "bytes", nodeMessage(node)]), [4, "bytes", message([[1, "int", producer]])]]);
  const metaGraph = message([[1, "bytes", message([[4, "bytes", "serve"]])], [2, "bytes", graph]]);
  return message([[1, "int", 1], [2, "bytes", metaGraph]]);
}
