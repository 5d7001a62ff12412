import type { EngineErrorCode } from "../../errors.ts";
import type { TrainedSteps, TrainingData } from "../../graph/program.ts";
import type { TrainingState } from "../../graph/state-variables.ts";
import type { TrainingOptions } from "../../graph/training-graph.ts";
import type { Network } from "../../network/network.ts";
import type { CompressionSpec, PackedPart } from "../compression.ts";

/** Of these messages, told when a process connects: it may be of another version where it was started elsewhere. */
export const PROTOCOL = "2";

/** What a worker is given once for a training: all that it keeps from one request to the next, besides what a compression has left over. */
export interface Opening {
  network: Network;
  options: TrainingOptions;
  data: TrainingData;
  compression: CompressionSpec | null;
  /** Gradients are sent in messages of so many bytes at the most. */
  bucketBytes: number;
  /** What the compression had left over when it was last asked for; null: nothing. */
  residual: Float32Array | null;
}

/** What is asked of a worker. The answer follows from the request and the opening alone, so whoever takes a dead worker's place gives the same one. */
export type Request =
  | { kind: "open"; opening: Opening }
  /** The sum of the gradients over these rows at these weights. */
  | { kind: "gradient"; state: TrainingState; rows: Int32Array; batchSize: number }
  /** Steps of its own over these rows, from this state. */
  | { kind: "train"; state: TrainingState; rows: Int32Array; batchSize: number }
  /** What the compression has left over. */
  | { kind: "residual" };

/** What an answer tells beside gradients. */
export interface Done extends TrainedSteps {
  /** Examples whose gradients were summed. */
  items: number;
  /** Of "train": everything; of "gradient": what moved without gradients, such as moving means; of "residual": none. */
  state: TrainingState;
  residual: Float32Array | null;
}

/** An answer is any number of "parts", and then "done" or "failed". */
export type Reply =
  | { kind: "parts"; parts: PackedPart[] }
  | { kind: "done"; parts: PackedPart[]; done: Done }
  | { kind: "failed"; code: EngineErrorCode | null; message: string; path: string[] | undefined };
