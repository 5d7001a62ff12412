import { createRequire } from "node:module";
import { EngineError } from "./errors.ts";

export type OnnxNumbers = Float32Array | Uint8Array | Int8Array | Int32Array | BigInt64Array;

/** A tensor as the native addon reads and makes it. */
class NativeTensor {
  readonly type: string;
  readonly data: OnnxNumbers;
  readonly dims: readonly number[];
  readonly location = "cpu";

  constructor(type: string, data: OnnxNumbers, dims: readonly number[]) {
    this.type = type;
    this.data = data;
    this.dims = dims;
  }
}

/**
 * The native addon itself (onnxruntime-node/lib/binding.ts): the public interface above it answers in a later turn of the event loop, where a predictor answers at once
 * and latency is measured without that turn.
 */
interface NativeSession {
  loadModel(buffer: ArrayBufferLike, byteOffset: number, byteLength: number, options: object): void;
  run(feeds: Record<string, NativeTensor>, fetches: Record<string, null>, options: object): Record<string, NativeTensor>;
  dispose(): void;
}
interface NativeBinding {
  InferenceSession: new () => NativeSession;
  /** Only the first call of a process counts. */
  initOrtOnce(logLevel: number, tensor: typeof NativeTensor, mainThread: boolean): void;
}

export interface OnnxSession {
  run(input: string, tensor: { type: "float32" | "uint8" | "int8" | "int32" | "int64"; data: OnnxNumbers; dims: number[] }, output: string): { data: OnnxNumbers; dims: readonly number[] };
  dispose(): void;
}

const require = createRequire(import.meta.url);
const ERRORS_ONLY = 3;
/** Weights that are stored as int8 and computed with as float32 would else meet activations that the runtime rounds to int8, unasked. */
const FLOAT_PRODUCTS = { session: { qdq_matmulnbits_accuracy_level: "1" } };

/** @throws EngineError NATIVE where it is not installed for this platform */
function load(): NativeBinding {
  try {
    const { binding } = require("onnxruntime-node/dist/binding.js") as { binding: NativeBinding };
    binding.initOrtOnce(ERRORS_ONLY, NativeTensor, true);
    return binding;
  } catch (cause) {
    throw new EngineError("NATIVE", `ONNX Runtime does not load on ${process.platform} ${process.arch}: ${(cause as Error).message}. Its package onnxruntime-node has libraries for Linux, Windows and macOS.`, { cause });
  }
}

/** The runtime that computes, as reports name it. */
export const onnxRuntimeVersion = (): string => `onnxruntime-node ${(require("onnxruntime-node/package.json") as { version: string }).version}`;

export interface OnnxSessionOptions {
  /** Of one operation. */
  threads: number;
  /** Where the runtime writes the graph that it made of the model's: what it really computes. */
  optimizedPath?: string;
}

/**
 * Loads a model into ONNX Runtime, on the processor. The only place that does.
 * @throws EngineError NATIVE with the runtime's own words where it refuses the model or cannot run it
 */
export function openOnnxSession(bytes: Uint8Array, { threads, optimizedPath }: OnnxSessionOptions): OnnxSession {
  const session = new (load().InferenceSession)();
  const attempt = <Result>(work: () => Result): Result => {
    try {
      return work();
    } catch (cause) {
      throw new EngineError("NATIVE", `ONNX Runtime: ${(cause as Error).message}`, { cause });
    }
  };
  attempt(() => session.loadModel(bytes.buffer, bytes.byteOffset, bytes.byteLength, { intraOpNumThreads: threads, interOpNumThreads: 1, executionMode: "sequential", logSeverityLevel: ERRORS_ONLY, executionProviders: ["cpu"], extra: FLOAT_PRODUCTS, ...(optimizedPath === undefined ? {} : { optimizedModelFilePath: optimizedPath }) }));
  return {
    run: (input, { type, data, dims }, output) => attempt(() => session.run({ [input]: new NativeTensor(type, data, dims) }, { [output]: null }, {}))[output]!,
    dispose: () => session.dispose(),
  };
}
