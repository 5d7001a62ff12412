import { createHash } from "node:crypto";
import type { MeterPart } from "@joulemark/energy";
import { z } from "zod";
import { EngineError } from "./errors.ts";
import { decodeArchitecture, encodeArchitecture } from "./formats/safetensors.ts";
import type { FileTensor } from "./formats/tensor-file.ts";
import { decodeTensorFile, encodeTensorFile } from "./formats/tensor-file.ts";
import type { TrainingState } from "./graph/state-variables.ts";
import type { Network, Weight } from "./network/network.ts";

const positionSchema = z.object({ epoch: z.int().min(0), row: z.int().min(0) });
const shares = z.object({ machineJoules: z.number(), activeJoules: z.number(), idleJoules: z.number(), unallocatedJoules: z.number() });
/** By meter, since another machine may go on with another one; missing in checkpoints of the first release. */
const partSchema: z.ZodType<MeterPart> = z.object({
  component: z.enum(["machine", "cpu", "dram", "gpu"]),
  meter: z.string(),
  device: z.string().exactOptional(),
  method: z.enum(["COUNTER", "SAMPLED", "ESTIMATED", "PROJECTED", "DECLARED"]),
  boundary: z.enum(["PROCESS", "COMPONENT", "NODE", "FACILITY"]),
  factor: z.number().min(1),
  biasGroup: z.string(),
  source: z.string(),
  joules: z.number().min(0),
  lowJoules: z.number().min(0),
  highJoules: z.number().min(0),
  attribution: shares.nullable(),
});
const metadataSchema = z.object({
  job: z.string(),
  backend: z.string(),
  call: z.int().min(0),
  position: positionSchema,
  step: z.int().min(0),
  energy: z.object({ cpuSeconds: z.number(), wallSeconds: z.number(), joules: z.number(), parts: z.array(partSchema).optional() }),
  done: z.array(z.string()),
  /** Steps of each training call that has finished; missing in checkpoints of the first release, where each did all of its steps. */
  doneSteps: z.array(z.int().min(0)).optional(),
  /** Of finished calls, where one was asynchronous: gradients by their staleness. */
  staleness: z.array(z.int().min(0)).optional(),
  /** Missing where nothing watches the present call. */
  stopping: z.object({ wait: z.int().min(0), best: z.number().nullable(), stopped: z.boolean() }).optional(),
  /** Missing where the present call has no price of a joule. */
  pricing: z.object({ points: z.array(z.tuple([z.number(), z.number()]).readonly()), stopped: z.boolean() }).optional(),
});

/** Everything that a run needs to go on, in another process and on another machine. */
export interface Checkpoint extends z.infer<typeof metadataSchema> {
  /** Networks that finished training calls gave. */
  finished: Network[];
  /** Weights, optimizer and exact step of the present call. */
  state: TrainingState;
  /** Weights of the best epoch of the present call, where they are kept. */
  bestWeights?: Record<string, Weight> | null | undefined;
}

/** Names the work that a checkpoint belongs to. The budget is no part of it: what is left of it differs from one attempt to the next. */
export const jobFingerprint = (specification: object, seed: number): string => createHash("sha256").update(JSON.stringify([{ ...specification, budget: undefined }, seed])).digest("hex");

const metadataKey = "joulemark_checkpoint";
const dtypes = { float32: "F32", int32: "I32" } as const;

/** Bytes of a checkpoint: a safetensors file with a checksum. */
export function encodeCheckpoint({ finished, state, bestWeights, ...metadata }: Omit<Checkpoint, "done">): Buffer {
  const tensors: Record<string, FileTensor> = {};
  for (const [key, { dtype, shape, values }] of Object.entries(state)) tensors[`state/${key}`] = { dtype: dtypes[dtype], shape, values };
  finished.forEach((network, k) => {
    for (const [key, { shape, values }] of Object.entries(network.weights)) tensors[`finished/${k}/${key}`] = { dtype: "F32", shape, values };
  });
  for (const [key, { shape, values }] of Object.entries(bestWeights ?? {})) tensors[`best/${key}`] = { dtype: "F32", shape, values };
  return encodeTensorFile({ tensors, metadata: { [metadataKey]: JSON.stringify({ ...metadata, done: finished.map(encodeArchitecture) }) } });
}

function readMetadata(text: string | undefined): z.infer<typeof metadataSchema> {
  try {
    return metadataSchema.parse(JSON.parse(text ?? "null"));
  } catch (cause) {
    throw new EngineError("CORRUPT", "The checkpoint does not say where it was made.", { cause });
  }
}

/**
 * @param job fingerprint of the work to go on with
 * @throws EngineError CORRUPT where the bytes are damaged or belong to other work
 */
export function decodeCheckpoint(bytes: Uint8Array, job: string): Checkpoint {
  const { tensors, metadata } = decodeTensorFile(bytes);
  const read = readMetadata(metadata[metadataKey]);
  if (read.job !== job) throw new EngineError("CORRUPT", "The checkpoint belongs to another specification or seed.");
  const below = (prefix: string): [string, FileTensor][] => Object.entries(tensors).flatMap(([key, tensor]): [string, FileTensor][] => (key.startsWith(prefix) ? [[key.slice(prefix.length), tensor]] : []));
  const weightsBelow = (prefix: string): Record<string, Weight> => Object.fromEntries(below(prefix).map(([key, { shape, values }]) => [key, { shape, values: values as Float32Array }]));
  const best = weightsBelow("best/");
  return {
    ...read,
    ...(Object.keys(best).length > 0 ? { bestWeights: best } : {}),
    state: Object.fromEntries(below("state/").map(([key, { dtype, shape, values }]) => [key, { dtype: dtype === "F32" ? "float32" : "int32", shape, values: values as Float32Array | Int32Array }])),
    finished: read.done.map((text, k) => ({ ...decodeArchitecture(text), weights: weightsBelow(`finished/${k}/`) })),
  };
}
