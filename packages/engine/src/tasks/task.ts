import type { Rows } from "../network/network.ts";

export interface TaskMetric {
  name: string;
  direction: "MAXIMIZE" | "MINIMIZE";
}

/** What a task is, without its data. */
export interface TaskDescription {
  slug: string;
  name: string;
  description: string;
  licence: string;
  metric: TaskMetric;
  /** Shape of one example. */
  inputShape: number[];
  /** Raw inputs are divided by it. */
  inputScale: number;
  classes: number;
  /** Whether its examples are texts too, for networks that read them. */
  texts?: true;
  /** Number of examples of each split. */
  splitSizes: { train: number; validation: number; test: number };
}

export interface Examples {
  inputs: Rows;
  /** Class numbers. */
  labels: Int32Array;
  /** The same examples as they were written, where they are texts. */
  texts?: readonly string[];
}

export interface TaskData {
  train: Examples;
  validation: Examples;
  test: Examples;
}

export interface Task extends TaskDescription {
  /**
   * Brings the data onto this machine where they are not shipped; nothing where they are there.
   * @param say told what takes a while
   * @throws EngineError UNSUPPORTED with what to do
   */
  prepare?(say: (message: string) => void): Promise<void>;
  /** @throws EngineError CORRUPT where the data are not what their checksum says; UNSUPPORTED where they are not on this machine */
  load(): TaskData;
}
