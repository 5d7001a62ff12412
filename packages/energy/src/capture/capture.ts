import type { RecordFlag } from "../record-flags.ts";

/** Whose CPU seconds a window counts. */
export interface Scope {
  /**
   * `self`: this process with everything below it. `children`: what this process starts, without itself. A number: that process with
   * everything below it, from now on.
   */
  root: "self" | "children" | number;
}

/** Where the system keeps what is read; every path can be another one, for containers and tests. */
export interface Roots {
  /** `/proc`, or `PROC_ROOT`. */
  proc: string;
  /** `/sys/fs/cgroup`, or `CGROUP_ROOT`. */
  cgroup: string;
  /** `/sys/class/powercap`, or `POWERCAP_ROOT`. */
  powercap: string;
  /** Where a host shows its guest the guest's share of the host's counters, in the form of a powercap tree; `/var/scaphandre`, or `HOST_SHARE_ROOT`. */
  hostShare: string;
}

export type CaptureMode = "cgroup-v2" | "cgroup-v1" | "process-tree" | "own-process";

export interface Coverage {
  /** Share of the CPU time of the scope that was seen, 0 … 1; null where it cannot be known. */
  share: number | null;
  flags: RecordFlag[];
}

/** CPU seconds of a scope, being counted. */
export interface OpenCapture {
  mode: CaptureMode;
  /** Step of the clock it is read from, s. */
  tickSeconds: number;
  /**
   * CPU seconds of the scope since it was opened; never falls. Cheap: it is called at every sample.
   * @throws where nothing can be read: that is not 0 seconds
   */
  read(): number;
  coverage(): Coverage;
  /** Variables to be added to the environment of what the caller starts: what detaches itself is found by them. None: it is found anyway. */
  environment?: Record<string, string>;
  /** Tells of a process that the caller has just started, so that it is known from its beginning. Never throws. */
  adopt?(pid: number): void;
  /** Gives back what was made for it (a cgroup). Idempotent; never throws. */
  close(): void;
}

/** A way of counting that this machine or scope does not have, and why, in words for people; with what would allow it where something would. */
export interface Unavailable {
  unavailable: string;
  /** Exact command or setting that would make it available. */
  remedy?: string;
}

export interface CaptureKind {
  mode: CaptureMode;
  open(scope: Scope, roots: Roots): OpenCapture | Unavailable;
}
