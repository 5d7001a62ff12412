import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { EngineError } from "./errors.ts";
import type { Backend, OpenSession } from "./graph/session.ts";
import { dataTypes } from "./graph/proto.ts";
import { openInterpreter } from "./graph/interpreter.ts";
import type { Kernels } from "./graph/interpreter.ts";

export type { Backend } from "./graph/session.ts";

export interface BackendOptions {
  /** Threads of one operation. Fixed before the library loads; bits depend on it. */
  threads: number;
  /** Skip the native library. */
  force?: "tfjs-wasm";
}

/** What the native addon offers beyond tfjs' public interface (tfjs-node/src/tfjs_binding.ts). */
interface NativeBinding {
  createTensor(shape: number[], dtype: number, values: ArrayBufferView): number;
  deleteTensor(id: number): void;
  tensorDataSync(id: number): Float32Array | Int32Array;
  runSavedModel(session: number, inputs: number[], inputNames: string, outputNames: string): { id: number }[];
  getNumOfTensors(): number;
  TF_Version: string;
}
interface NativeBackend {
  binding: NativeBinding;
  loadSavedModelMetaGraph(folder: string, tags: string): number;
  deleteSavedModel(session: number): void;
}

const require = createRequire(import.meta.url);
/** Kernels of oneDNN, as TensorFlow has them by itself on x86: a network of convolutions trains in a third of the time. They round in another order, so reports name them. */
const oneDnn = process.arch === "x64";
/** Threads the native library was loaded with; it reads them once. */
let loadedThreads: number | null = null;

/**
 * Loads TensorFlow: the native library, else WebAssembly. The only place that does.
 * @throws EngineError INVALID_INPUT for a thread count that is no whole number from 1, or another than this process has loaded with
 */
export async function openBackend({ threads, force }: BackendOptions): Promise<Backend> {
  if (!Number.isInteger(threads) || threads < 1) throw new EngineError("INVALID_INPUT", `threads must be a whole number from 1, not ${threads}.`, { path: ["threads"] });
  const native = force !== "tfjs-wasm" && nativeIsInstalled();
  if (native && loadedThreads !== null && loadedThreads !== threads) throw new EngineError("INVALID_INPUT", `TensorFlow runs with ${loadedThreads} thread(s) in this process already, so not with ${threads}.`, { path: ["threads"] });
  if (!native) return openWasm();
  Object.assign(process.env, {
    TF_NUM_INTRAOP_THREADS: String(threads),
    TF_NUM_INTEROP_THREADS: "1",
    TF_ENABLE_ONEDNN_OPTS: oneDnn ? "1" : "0",
    TF_CPP_MIN_LOG_LEVEL: process.env["TF_CPP_MIN_LOG_LEVEL"] ?? "2",
  });
  const backend = openNative(threads);
  loadedThreads = threads;
  return backend;
}

/** Whether the addon of tfjs-node has been built or downloaded here. */
export function nativeIsInstalled(): boolean {
  try {
    return existsSync(join(dirname(require.resolve("@tensorflow/tfjs-node/package.json")), "lib/napi-v8/tfjs_binding.node"));
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === "MODULE_NOT_FOUND") return false;
    throw cause;
  }
}

/** @throws EngineError NATIVE where the library is there but does not load: a slower backend instead would change what is measured */
function loadNative(): typeof import("@tensorflow/tfjs-node") {
  const quietLoad = join(dirname(require.resolve("@tensorflow/tfjs-node/package.json")), "lib/napi-v8/quiet_load.node"); // see scripts/bootstrap/quiet-load.cc
  try {
    if (existsSync(quietLoad)) require(quietLoad);
    return require("@tensorflow/tfjs-node") as typeof import("@tensorflow/tfjs-node");
  } catch (cause) {
    throw new EngineError("NATIVE", `The native TensorFlow does not load: ${(cause as Error).message}. \`npm run doctor\` says what is missing.`, { cause });
  }
}

function openNative(threads: number): Backend {
  const tf = loadNative();
  const native = tf.backend() as unknown as NativeBackend;
  const { binding } = native;
  const open: OpenSession = (graph, fetches) => {
    const folder = mkdtempSync(join(tmpdir(), "joulemark-graph-"));
    let session: number;
    try {
      writeFileSync(join(folder, "saved_model.pb"), graph.savedModel(fetches));
      session = native.loadSavedModelMetaGraph(folder, "serve");
    } catch (cause) {
      throw new EngineError("NATIVE", `TensorFlow refused the graph: ${(cause as Error).message}`, { cause });
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
    return {
      run(feeds, wanted) {
        const ids: number[] = [];
        try {
          for (const { tensor, values, shape } of feeds) ids.push(binding.createTensor(shape, dataTypes[tensor.dtype], values));
          const inputNames = feeds.map(({ tensor }) => `${tensor.node.name}:0`).join();
          const outputs = binding.runSavedModel(session, [...ids], inputNames, wanted.map(({ node, index }) => `${node.name}:${index}`).join());
          ids.push(...outputs.map(({ id }) => id));
          return outputs.map(({ id }) => binding.tensorDataSync(id));
        } catch (cause) {
          throw new EngineError("NATIVE", `TensorFlow: ${(cause as Error).message}`, { cause });
        } finally {
          for (const id of ids) binding.deleteTensor(id);
        }
      },
      dispose: () => native.deleteSavedModel(session),
    };
  };
  const version = `tfjs-node ${tf.version["tfjs-node"]}, libtensorflow ${binding.TF_Version}${oneDnn ? ", oneDNN" : ""}`;
  return { name: "tfjs-node", version, threads, open, tensorCount: () => binding.getNumOfTensors() };
}

async function openWasm(): Promise<Backend> {
  const tf = require("@tensorflow/tfjs") as typeof import("@tensorflow/tfjs");
  const wasm = require("@tensorflow/tfjs-backend-wasm") as typeof import("@tensorflow/tfjs-backend-wasm");
  wasm.setWasmPaths(`${dirname(require.resolve("@tensorflow/tfjs-backend-wasm"))}/`);
  await tf.setBackend("wasm");
  await tf.ready();
  const kernels: Kernels = tf;
  return {
    name: "tfjs-wasm",
    version: `tfjs-backend-wasm ${wasm.version_wasm}`,
    threads: 1, // WebAssembly has no threads in Node
    open: (graph, fetches) => openInterpreter(kernels, graph, fetches),
    tensorCount: () => tf.memory().numTensors,
  };
}
