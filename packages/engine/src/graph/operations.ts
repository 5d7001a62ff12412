import type { DType } from "./proto.ts";

interface Operation {
  /** Type attribute → index of the input it follows from. */
  types?: Record<string, number>;
  /** dtype of the first output, or the input whose dtype it has. */
  output?: DType | number;
}

/** Ops whose types are not simply {T: type of the first input}. A new op with other types is one line here. */
const operations: Record<string, Operation> = {
  ArgMax: { types: { T: 0, Tidx: 1 }, output: "int64" },
  AssignAddVariableOp: { types: { dtype: 1 } },
  AssignVariableOp: { types: { dtype: 1 } },
  Cast: { types: { SrcT: 0 } },
  Const: { types: {} },
  Equal: { types: { T: 0 }, output: "bool" },
  GatherV2: { types: { Tparams: 0, Tindices: 1, Taxis: 2 } },
  Less: { types: { T: 0 }, output: "bool" },
  LoopCond: { types: {}, output: "bool" },
  Placeholder: { types: {} },
  ReadVariableOp: { types: {} },
  Reshape: { types: { T: 0, Tshape: 1 } },
  ResourceApplyAdam: { types: { T: 9 } },
  ResourceApplyGradientDescent: { types: { T: 2 } },
  Shape: { types: { T: 0 }, output: "int32" },
  Slice: { types: { T: 0, Index: 1 } },
  SparseSoftmaxCrossEntropyWithLogits: { types: { T: 0, Tlabels: 1 } },
  Sum: { types: { T: 0, Tidx: 1 } },
  VarHandleOp: { types: {} },
};

export const typeAttributes = (op: string): { types: Record<string, number>; output: DType | number } => {
  const { types = { T: 0 }, output = 0 } = operations[op] ?? {};
  return { types, output };
};
