import type { AttributeValue, DType, NodeDefinition, Shape } from "./proto.ts";
import { savedModel } from "./proto.ts";
import { typeAttributes } from "./operations.ts";

export interface GraphNode {
  id: number;
  op: string;
  name: string;
  inputs: Tensor[];
  attributes: Record<string, AttributeValue>;
  control: GraphNode[];
  frame: Frame | null;
  /** Its inputs are known to have one shape: nothing is stretched, so gradients need no sums. */
  sameShapes?: true;
}

/** One output of a node. `scalar` is set where it is known to have rank 0. */
export interface Tensor {
  node: GraphNode;
  index: number;
  dtype: DType;
  scalar?: boolean;
}

/** A loop: tensors from outside enter it once, as loop constants. */
export interface Frame {
  name: string;
  entered: Map<string, Tensor>;
  pivot: GraphNode | null;
}

/** A resource variable of the session; its state lives between calls. */
export interface Variable {
  name: string;
  shape: Shape;
  dtype: DType;
  handle: Tensor;
}

export interface OperationOptions {
  /** dtype of the first output; without it, what the op's table says. */
  dtype?: DType;
  /** Nodes that must have run before. */
  control?: (GraphNode | Tensor)[];
  name?: string;
  /** Whether all inputs have one shape. */
  sameShapes?: true;
}

export interface LoopBody {
  carried: Tensor[];
  /** Nodes that must have run before the next iteration begins. */
  updates: GraphNode[];
}

const arrays = { float32: Float32Array, float64: Float64Array, int32: Int32Array } as const;
export type NumericType = keyof typeof arrays | "uint64";
const bytesOf = (numbers: number[], dtype: NumericType): Uint8Array => new Uint8Array(dtype === "uint64" ? BigUint64Array.from(numbers, BigInt).buffer : arrays[dtype].from(numbers).buffer);
type Nested = number | Nested[];
const nodeOf = (item: GraphNode | Tensor): GraphNode => ("node" in item ? item.node : item);

/** Writes a TensorFlow graph: nodes, control edges, and loops in TensorFlow's first control flow (Enter, Merge, Switch, NextIteration, Exit). */
export class GraphBuilder {
  readonly nodes: GraphNode[] = [];
  private readonly timesUsed = new Map<string, number>();
  private readonly constants = new Map<string, Tensor>();
  private frame: Frame | null = null;
  private scope = "";

  /** Adds an op; type attributes follow from the inputs, an attribute given wins. Returns its first output. */
  operation(op: string, inputs: Tensor[] = [], attributes: Record<string, AttributeValue> = {}, { dtype, control = [], name = op, sameShapes }: OperationOptions = {}): Tensor {
    const local = inputs.map((input) => this.local(input));
    const { types, output } = typeAttributes(op);
    const typed: Record<string, AttributeValue> = { ...attributes };
    for (const [key, index] of Object.entries(types)) typed[key] ??= { type: local[index]!.dtype };
    const before = [...new Set(control.map(nodeOf))];
    if (this.frame?.pivot && before.length === 0 && local.every((input) => input.node.op === "Enter")) before.push(this.frame.pivot); // only after the loop's test
    const node = this.addNode(op, local, typed, before, name);
    if (sameShapes) node.sameShapes = true;
    return { node, index: 0, dtype: dtype ?? (typeof output === "string" ? output : (local[output]?.dtype ?? "float32")) };
  }

  output(tensor: Tensor, index: number): Tensor {
    return { node: tensor.node, index, dtype: tensor.dtype };
  }

  constant(value: Nested, dtype: NumericType = "float32"): Tensor {
    const key = dtype + JSON.stringify(value);
    const known = this.constants.get(key);
    if (known) return known;
    const shape: number[] = [];
    for (let part = value; Array.isArray(part); part = part[0]!) shape.push(part.length);
    const numbers = [value].flat(9) as number[];
    const bytes = bytesOf(numbers, dtype);
    const made = this.within("const/", () => this.operation("Const", [], { dtype: { type: dtype }, value: { tensor: { dtype, shape, bytes } } }, { dtype }), null);
    const tensor = { ...made, scalar: !Array.isArray(value) };
    this.constants.set(key, tensor);
    return tensor;
  }

  placeholder(name: string, dtype: DType, shape: Shape = null): Tensor {
    const tensor = this.operation("Placeholder", [], { dtype: { type: dtype }, shape: { shape } }, { dtype, name });
    return { ...tensor, scalar: shape?.length === 0 };
  }

  variable(name: string, shape: Shape, dtype: DType = "float32"): Variable {
    const attributes = { dtype: { type: dtype }, shape: { shape }, shared_name: name, container: "" };
    return { name, shape, dtype, handle: this.within("", () => this.operation("VarHandleOp", [], attributes, { dtype: "resource", name }), null, true) };
  }

  read(variable: Variable, control: (GraphNode | Tensor)[] = []): Tensor {
    return this.operation("ReadVariableOp", [variable.handle], { dtype: { type: variable.dtype } }, { dtype: variable.dtype, control });
  }

  /** Everything added by `body` stands under `scope/` and, where given, in another frame. */
  within<T>(scope: string, body: () => T, frame: Frame | null = this.frame, absolute = false): T {
    const [oldScope, oldFrame] = [this.scope, this.frame];
    this.scope = absolute ? scope : oldScope + scope;
    this.frame = frame;
    try {
      return body();
    } finally {
      [this.scope, this.frame] = [oldScope, oldFrame];
    }
  }

  /** for (i = 0; i < limit; i++) carried = body(i, carried).carried; an iteration begins after every update of the one before. */
  loop(limit: Tensor, carried: Tensor[], body: (i: Tensor, carried: Tensor[]) => LoopBody): Tensor[] {
    const frame: Frame = { name: `loop_${this.nodes.length}`, entered: new Map(), pivot: null };
    const zero = this.constant(0, "int32");
    return this.within("", () => {
      const merges = [zero, ...carried].map((tensor): Tensor => ({ node: this.addNode("Merge", [this.enter(tensor, false)], { T: { type: tensor.dtype }, N: 2 }, [], "Merge"), index: 0, dtype: tensor.dtype }));
      const proceed = this.operation("LoopCond", [this.operation("Less", [merges[0]!, limit])]);
      const switches = merges.map((merge) => this.operation("Switch", [merge, proceed]));
      const [i, ...values] = switches.map((branch) => this.operation("Identity", [this.output(branch, 1)])) as [Tensor, ...Tensor[]];
      frame.pivot = i.node;
      const { carried: results, updates } = body(i, values);
      const next = [this.operation("AddV2", [i, this.constant(1, "int32")]), ...results];
      next.forEach((tensor, k) => merges[k]!.node.inputs.push(this.operation("NextIteration", [this.operation("Identity", [tensor], {}, { control: updates })])));
      return switches.slice(1).map((branch) => {
        const exit = this.operation("Exit", [branch]);
        exit.node.frame = null;
        return exit;
      });
    }, frame);
  }

  /** Every node that the roots depend on. */
  reach(roots: GraphNode[]): Set<GraphNode> {
    const seen = new Set(roots);
    for (const node of seen) for (const needed of [...node.inputs.map((input) => input.node), ...node.control]) seen.add(needed); // a Set also iterates over what is added on the way
    return seen;
  }

  /** saved_model.pb with what the fetches need. */
  savedModel(fetches: Tensor[]): Buffer {
    const live = this.reach(fetches.map((tensor) => tensor.node));
    const nameOf = ({ node, index }: Tensor): string => (index ? `${node.name}:${index}` : node.name);
    const definition = (node: GraphNode): NodeDefinition => ({
      name: node.name,
      op: node.op,
      inputs: [...node.inputs.map(nameOf), ...node.control.map((before) => `^${before.name}`)],
      attributes: node.attributes,
    });
    return savedModel(this.nodes.filter((node) => live.has(node) || node.op === "Placeholder").map(definition));
  }

  private addNode(op: string, inputs: Tensor[], attributes: Record<string, AttributeValue>, control: GraphNode[], name: string): GraphNode {
    const full = this.scope + name;
    const times = this.timesUsed.get(full) ?? 0;
    this.timesUsed.set(full, times + 1);
    const node: GraphNode = { id: this.nodes.length, op, name: times ? `${full}_${times}` : full, inputs, attributes, control, frame: this.frame };
    this.nodes.push(node);
    return node;
  }

  private enter(tensor: Tensor, isConstant: boolean): Tensor {
    const attributes = { T: { type: tensor.dtype }, frame_name: this.frame!.name, is_constant: isConstant, parallel_iterations: 1 };
    return { ...tensor, node: this.addNode("Enter", [tensor], attributes, [], "Enter"), index: 0 };
  }

  private local(tensor: Tensor): Tensor {
    const frame = this.frame;
    if (!frame || tensor.node.frame === frame) return tensor;
    const key = `${tensor.node.id}:${tensor.index}`;
    const known = frame.entered.get(key);
    if (known) return known;
    const entered = this.enter(tensor, true);
    frame.entered.set(key, entered);
    return entered;
  }
}
