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
  AssignSubVariableOp: { types: { dtype: 1 } },
  AssignVariableOp: { types: { dtype: 1 } },
  AvgPoolGrad: { types: { T: 1 }, output: 1 },
  BroadcastGradientArgs: { output: "int32" },
  BroadcastTo: { types: { T: 0, Tidx: 1 } },
  Cast: { types: { SrcT: 0 } },
  ConcatOffset: { types: {}, output: "int32" },
  Const: { types: {} },
  Conv2DBackpropInput: { types: { T: 1 }, output: 1 },
  DepthwiseConv2dNativeBackpropInput: { types: { T: 1 }, output: 1 },
  Equal: { types: { T: 0 }, output: "bool" },
  FakeQuantWithMinMaxVars: { types: {} },
  FakeQuantWithMinMaxVarsGradient: { types: {} },
  Fill: { types: { T: 1, index_type: 0 }, output: 1 },
  FusedBatchNormGradV3: { types: { T: 0, U: 2 } },
  FusedBatchNormV3: { types: { T: 0, U: 1 } },
  GatherV2: { types: { Tparams: 0, Tindices: 1, Taxis: 2 } },
  GreaterEqual: { types: { T: 0 }, output: "bool" },
  IsFinite: { types: { T: 0 }, output: "bool" },
  Less: { types: { T: 0 }, output: "bool" },
  LoopCond: { types: {}, output: "bool" },
  Max: { types: { T: 0, Tidx: 1 } },
  Min: { types: { T: 0, Tidx: 1 } },
  OneHot: { types: { TI: 0, T: 2 }, output: 2 },
  Placeholder: { types: {} },
  ReadVariableOp: { types: {} },
  Reshape: { types: { T: 0, Tshape: 1 } },
  ResourceApplyAdam: { types: { T: 9 } },
  ResourceApplyGradientDescent: { types: { T: 2 } },
  ResourceApplyKerasMomentum: { types: { T: 3 } },
  ResourceApplyRMSProp: { types: { T: 7 } },
  SelectV2: { types: { T: 1 }, output: 1 },
  Shape: { types: { T: 0 }, output: "int32" },
  Slice: { types: { T: 0, Index: 1 } },
  SparseSoftmaxCrossEntropyWithLogits: { types: { T: 0, Tlabels: 1 } },
  StatelessRandomUniformV2: { types: { Tshape: 0 }, output: "float32" },
  Sum: { types: { T: 0, Tidx: 1 } },
  Transpose: { types: { T: 0, Tperm: 1 } },
  UnsortedSegmentSum: { types: { T: 0, Tindices: 1, Tnumsegments: 2 } },
  VarHandleOp: { types: {} },
};

export const typeAttributes = (op: string): { types: Record<string, number>; output: DType | number } => {
  const { types = { T: 0 }, output = 0 } = operations[op] ?? {};
  return { types, output };
};
