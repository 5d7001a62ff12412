import type { Cost, Interval, Measurement } from "@joulemark/energy";
import type { Latency } from "./evaluation/latency.ts";
import type { NumberType } from "./hardware/profile.ts";
import type { Architecture } from "./network/network.ts";

export interface ReportMetric {
  name: string;
  value: number;
  direction: "MAXIMIZE" | "MINIMIZE";
  interval: Interval | null;
  split: "test" | "validation";
  /** Examples it was measured on. */
  count: number;
}

export interface ReportEnvironment {
  engineVersion: string;
  backend: string;
  threads: number;
  /** Processes that trained, each with as many threads; missing: the run's own trained. */
  workers?: number;
  operatingSystem: string;
  processor: string;
  accelerator: string | null;
  hardwareClass: string;
  zone: string | null;
}

export interface ReportFile {
  name: string;
  /** Below the work folder. */
  path: string;
  sha256: string;
  sizeBytes: number;
  mediaType: string;
}

/** What a run did: report.json. Null is "not measured". */
export interface RunReport {
  schemaVersion: 1;
  outcome: "SUCCEEDED" | "FAILED";
  failure: { code: string; message: string } | null;
  seed: number;
  task: string;
  techniques: string[];
  environment: ReportEnvironment;
  /** Of the test split: accuracy first, then macroF1, calibrationError (15 bins of equal width), loss (cross-entropy, nats). */
  metrics: ReportMetric[];
  steps: number;
  epochs: number;
  /** Of asynchronous training: gradients by how many updates came between the weights that they were computed at and their own, from 0; missing where there was none. */
  staleness?: number[];
  trainingCpuSeconds: number;
  trainingWallSeconds: number;
  trainingEnergy: Measurement | null;
  inferenceEnergyPerThousand: Measurement | null;
  /** By batch size; empty: not measured. Missing in reports of the first release. */
  latency?: Latency[];
  carbon: Measurement | null;
  cost: Measurement | null;
  costs: Cost[];
  /** `architecture` is missing in reports of the first release; `numberType`, what the products are computed in, where it is float32. */
  network: { label: string; parameterCount: number; sizeBytes: number; multiplyAdds: number; sha256: string; architecture?: Architecture; numberType?: NumberType } | null;
  files: ReportFile[];
}

export type EventKind = "STATE" | "PROGRESS" | "METRIC" | "LOG" | "ENERGY" | "CHECKPOINT";

/** What a run says while it goes on, a line of JSON each. */
export interface EngineEvent {
  /** RFC 3339. */
  at: string;
  kind: EventKind;
  step?: number;
  totalSteps?: number;
  epoch?: number;
  etaSeconds?: number;
  /** What computes, told once at the beginning. */
  backend?: string;
  values: { name: string; value: number }[];
  message?: string;
}
