import { EngineError } from "../errors.ts";
import type { Network, Predictor, Rows } from "../network/network.ts";
import { checkNetwork, multiplyAdds, outputWidth, parameterCount, sizeOf, weightShapes } from "../network/network.ts";
import type { Tensor } from "./builder.ts";
import { GraphBuilder } from "./builder.ts";
import type { Through } from "./forward.ts";
import { rawLogits } from "./forward.ts";
import type { Backend, Session } from "./session.ts";
import { StateVariables } from "./state-variables.ts";

/** How raw rows are stored; uint8 keeps images as bytes. */
export type InputDType = "uint8" | "float32";
export const inputDTypeOf = ({ values }: Rows): InputDType => (values instanceof Uint8Array ? "uint8" : "float32");

/** What predicts in a graph: [rows, …input shape] raw rows in, logits out. */
export interface Prediction {
  inputs: Tensor;
  logits: Tensor;
}

/** One native call does about so many multiply-adds: some 5 ms on one thread of a processor of 2023. */
const MULTIPLY_ADDS_PER_CALL = 1e8;
/** Energy of inference is reported at this batch, so a call takes at least as many rows. */
const LEAST_ROWS_PER_CALL = 256;

/** What values and weights go through on their way. */
export interface Detour {
  weight(key: string, read: Tensor): Tensor;
  through: Through;
}

/** The forward pass of a network as nodes; its weights are in the state. */
export function buildPrediction(graph: GraphBuilder, network: Network, inputDType: InputDType, state: StateVariables, detour: Detour = { weight: (_key, read) => read, through: (_name, value) => value }): Prediction {
  const inputs = graph.placeholder("inputs", inputDType, [null, ...network.inputShape]);
  const logits = graph.within("predict/", () => rawLogits(graph, network, inputs, (key) => detour.weight(key, graph.read(state.get(key))), null, detour.through));
  return { inputs, logits: graph.operation("Identity", [logits], {}, { name: "logits" }) };
}

/** @throws EngineError INVALID_INPUT where the rows do not fit the network */
export function checkRows({ values, count }: Rows, network: Pick<Network, "inputShape">, inputDType: InputDType): void {
  const width = sizeOf(network.inputShape);
  if (values.length !== count * width) throw new EngineError("INVALID_INPUT", `${count} rows of ${width} values need ${count * width} values, not ${values.length}.`, { path: ["inputs"] });
  const dtype = values instanceof Uint8Array ? "uint8" : "float32";
  if (dtype !== inputDType) throw new EngineError("INVALID_INPUT", `This program was compiled for ${inputDType} inputs, not ${dtype}.`, { path: ["inputs"] });
}

/** Logits of the rows, [count, classes], in native calls of bounded length. */
export function predictRows(session: Session, { inputs, logits }: Prediction, network: Network, { values, count }: Rows): Float32Array {
  const [width, classes] = [sizeOf(network.inputShape), outputWidth(network)];
  const rowsPerCall = Math.max(LEAST_ROWS_PER_CALL, Math.floor(MULTIPLY_ADDS_PER_CALL / Math.max(1, multiplyAdds(network))));
  const all = new Float32Array(count * classes);
  for (let row = 0; row < count; row += rowsPerCall) {
    const some = Math.min(rowsPerCall, count - row);
    const feed = { tensor: inputs, values: values.subarray(row * width, (row + some) * width), shape: [some, ...network.inputShape] };
    all.set(session.run([feed], [logits])[0]!, row * classes);
  }
  return all;
}

/**
 * A network that predicts on a backend. `sizeBytes` is that of its weights as float32.
 * @throws EngineError naming the layer where the network cannot be compiled
 */
export function openPredictor(backend: Pick<Backend, "open">, network: Network, inputDType: InputDType = "uint8"): Predictor & { predict(rows: Rows): Float32Array; dispose(): void } {
  checkNetwork(network);
  const graph = new GraphBuilder();
  const state = new StateVariables(graph);
  for (const [key, shape] of weightShapes(network)) state.add(key, shape);
  const prediction = buildPrediction(graph, network, inputDType, state);
  const stateSet = state.assignAll();
  const session = backend.open(graph, [prediction.logits, stateSet]);
  session.run(state.feedsOf(state.initial(network.weights)), [stateSet]);
  const parameters = parameterCount(network);
  return {
    predict(rows) {
      checkRows(rows, network, inputDType);
      return predictRows(session, prediction, network, rows);
    },
    parameterCount: parameters,
    sizeBytes: parameters * Float32Array.BYTES_PER_ELEMENT,
    dispose: () => session.dispose(),
  };
}
