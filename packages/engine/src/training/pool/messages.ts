import { deserialize, serialize } from "node:v8";
import type { EngineErrorCode } from "../../errors.ts";
import type { TrainedSteps, TrainingData } from "../../graph/program.ts";
import type { TrainingState } from "../../graph/state-variables.ts";
import type { TrainingOptions } from "../../graph/training-graph.ts";
import type { Network } from "../../network/network.ts";
import type { CompressionSpec, PackedPart } from "../compression.ts";

/** What a worker is given once for a training: all that it keeps from one request to the next, besides what a compression has left over. */
export interface Opening {
  network: Network;
  options: TrainingOptions;
  data: TrainingData;
  compression: CompressionSpec | null;
  /** Gradients are sent in parts of so many bytes at the most. */
  bucketBytes: number;
  /** What the compression had left over when it was last asked for; null: nothing. */
  residual: Float32Array | null;
}

/** What is asked of a worker. The answer follows from the request and the opening alone, so whoever takes a dead worker's place gives the same one. */
export type Request =
  | { kind: "open"; opening: Opening }
  /** Weights for the gradients that are asked for next, sent ahead of the request so that they are encoded once for all workers. Not answered. */
  | { kind: "weights"; state: TrainingState }
  /** The sum of the gradients over these rows at the weights that came ahead. */
  | { kind: "gradient"; rows: Int32Array; batchSize: number }
  /** Steps of its own over these rows, from this state. */
  | { kind: "train"; state: TrainingState; rows: Int32Array; batchSize: number }
  /** What the compression has left over. */
  | { kind: "residual" };

/** The end of an answer. */
export interface Done extends TrainedSteps {
  kind: "done";
  /** Examples whose gradients were summed. */
  items: number;
  /** Of "train": everything; of "gradient": what moved without gradients, such as moving means; of "residual": none. */
  state: TrainingState;
  residual: Float32Array | null;
}

export type Reply = ({ kind: "part" } & PackedPart) | Done | { kind: "failed"; code: EngineErrorCode | null; message: string; path: string[] | undefined };

/** Bytes of a message: V8's structured clone, which keeps typed arrays as they are. Only who showed the run's token is listened to: it is no format for strangers. */
export const encodeMessage = (message: Request | Reply): Buffer => serialize(message);
export const decodeMessage = <Message extends Request | Reply>(bytes: Buffer): Message => deserialize(bytes) as Message;
