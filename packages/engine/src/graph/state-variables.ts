import { EngineError } from "../errors.ts";
import { sizeOf } from "../network/network.ts";
import type { GraphBuilder, GraphNode, Tensor, Variable } from "./builder.ts";
import type { Feed } from "./session.ts";

export interface StateArray {
  shape: number[];
  dtype: "float32" | "int32";
  values: Float32Array | Int32Array;
}

/** Arrays by name. Of a training: weights under their Network keys, optimizer slots under `optimizer/…`, the exact number of steps. */
export type TrainingState = Record<string, StateArray>;

interface StateVariable {
  variable: Variable;
  shape: number[];
  dtype: StateArray["dtype"];
  feed: Tensor;
  read: Tensor;
  /** To fetch where this variable alone is to be set. */
  set: Tensor;
}

/** A fed tensor may share the caller's array: what is updated in place, or outlives the array, must be copied (DeepCopy). */
export const assign = (graph: GraphBuilder, variable: Variable, value: Tensor): GraphNode => graph.operation("AssignVariableOp", [variable.handle, value]).node;
export const copied = (graph: GraphBuilder, feed: Tensor): Tensor => graph.operation("DeepCopy", [feed]);

/** Something to fetch that makes the nodes run. */
export const after = (graph: GraphBuilder, control: GraphNode[], name: string): Tensor => graph.operation("Identity", [graph.constant(0)], {}, { control, name });

/** The variables of a graph that are set and read as a whole: what a checkpoint holds. */
export class StateVariables {
  private readonly graph: GraphBuilder;
  private readonly byName = new Map<string, StateVariable>();

  constructor(graph: GraphBuilder) {
    this.graph = graph;
  }

  /** Adds a variable; also from within a loop. */
  add(name: string, shape: number[], dtype: StateArray["dtype"] = "float32"): Variable {
    const { graph } = this;
    const variable = graph.variable(name, shape, dtype);
    const outside = <T>(body: () => T): T => graph.within("", body, null, true);
    const feed = outside(() => graph.placeholder(`feed/${name}`, dtype, shape));
    const set = outside(() => after(graph, [assign(graph, variable, copied(graph, feed))], `set/${name}`));
    this.byName.set(name, { variable, shape, dtype, feed, read: outside(() => graph.read(variable)), set });
    return variable;
  }

  get(name: string): Variable {
    return this.byName.get(name)!.variable;
  }

  /** To call when every variable has been added. */
  assignAll(): Tensor {
    return after(this.graph, this.sets().map(({ node }) => node), "state_set");
  }

  get names(): string[] {
    return [...this.byName.keys()];
  }

  /** To fetch for the values of these variables. */
  reads(names = this.names): Tensor[] {
    return names.map((name) => this.byName.get(name)!.read);
  }

  /** To fetch where these variables are to be set. */
  sets(names = this.names): Tensor[] {
    return names.map((name) => this.byName.get(name)!.set);
  }

  /** @throws EngineError CORRUPT where an array is missing or has another shape or type */
  feedsOf(state: TrainingState, names = this.names): Feed[] {
    return names.map((name) => {
      const { shape, dtype, feed } = this.byName.get(name)!;
      const array = state[name];
      const fits = array && array.dtype === dtype && array.shape.join() === shape.join() && array.values.length === sizeOf(shape);
      if (!fits) throw new EngineError("CORRUPT", `The training state has no ${name} of type ${dtype} and shape [${shape.join(", ")}].`, { path: [name] });
      return { tensor: feed, values: array.values, shape };
    });
  }

  /** Arrays in the order of `reads` → the state. */
  stateOf(values: (Float32Array | Int32Array)[], names = this.names): TrainingState {
    return Object.fromEntries(names.map((name, k) => {
      const { shape, dtype } = this.byName.get(name)!;
      return [name, { shape, dtype, values: values[k]! }];
    }));
  }

  /** Given values where there are any, else zeros. */
  initial(given: Record<string, { values: Float32Array } | undefined>): TrainingState {
    const start = (name: string, shape: number[], dtype: StateArray["dtype"]): StateArray["values"] => (dtype === "int32" ? new Int32Array(sizeOf(shape)) : (given[name]?.values ?? new Float32Array(sizeOf(shape))));
    return Object.fromEntries([...this.byName].map(([name, { shape, dtype }]) => [name, { shape, dtype, values: start(name, shape, dtype) }]));
  }
}
