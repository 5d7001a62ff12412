import type { GraphBuilder, Tensor } from "./builder.ts";

/** A value fed to a placeholder. The session may share the array: a graph copies (DeepCopy) what it updates or keeps. */
export interface Feed {
  tensor: Tensor;
  values: Float32Array | Int32Array | Uint8Array;
  shape: number[];
}

/** A graph that runs. Calls are synchronous: the event loop waits, so a caller bounds what one call does. */
export interface Session {
  run(feeds: Feed[], fetches: Tensor[]): (Float32Array | Int32Array)[];
  dispose(): void;
}

/** Opens a graph on a backend; `fetches` is everything that will ever be fetched. */
export type OpenSession = (graph: GraphBuilder, fetches: Tensor[]) => Session;

/** What runs graphs. Only backend.ts makes one. */
export interface Backend {
  name: "tfjs-node" | "tfjs-wasm";
  /** Name and versions, for reports. */
  version: string;
  threads: number;
  open: OpenSession;
  /** Tensors alive in the library. */
  tensorCount(): number;
}
