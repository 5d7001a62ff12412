import type { CaptureMode, OpenCapture, Roots, Scope, Unavailable } from "./capture.ts";
import { captureKinds } from "./registry.ts";

export interface CaptureStep {
  method: CaptureMode;
  taken: boolean;
  /** Why it was not taken, or what it is good for. */
  reason: string;
  /** Exact command or setting that would have made it available. */
  remedy?: string;
}

/** Nothing counts the CPU seconds of this scope here: of children, or of another process, where /proc does not show it. */
export class NoCapture extends Error {
  override name = "NoCapture";
  readonly steps: CaptureStep[];
  constructor({ root }: Scope, steps: CaptureStep[]) {
    super(`Nothing counts the CPU seconds of ${typeof root === "number" ? `process ${root}` : root === "self" ? "this process" : "this process' children"} here: ${steps.map(({ method, reason }) => `${method}: ${reason}`).join("; ")}.`);
    this.steps = steps;
  }
}

const STRENGTH: Record<CaptureMode, string> = {
  "cgroup-v2": "a control group of its own counts the work, whatever ended or detached itself",
  "cgroup-v1": "a control group of its own counts the work, whatever ended or detached itself",
  "process-tree": "the living tree and what was waited for, with a bound for what may have been missed",
  "own-process": "this process with its threads, without children",
};

/**
 * The best way that this machine has of counting the CPU seconds of a scope, and why no better one.
 * @throws NoCapture; never for `self`
 */
export function openCapture(scope: Scope, roots: Roots): { capture: OpenCapture; steps: CaptureStep[] } {
  const steps: CaptureStep[] = [];
  for (const kind of captureKinds) {
    const opened = tryToOpen(kind.open, scope, roots);
    if ("unavailable" in opened) {
      steps.push({ method: kind.mode, taken: false, reason: opened.unavailable, ...(opened.remedy ? { remedy: opened.remedy } : {}) });
      continue;
    }
    steps.push({ method: kind.mode, taken: true, reason: STRENGTH[kind.mode] });
    return { capture: opened, steps };
  }
  throw new NoCapture(scope, steps);
}

function tryToOpen(open: (scope: Scope, roots: Roots) => OpenCapture | Unavailable, scope: Scope, roots: Roots): OpenCapture | Unavailable {
  try {
    return open(scope, roots);
  } catch (cause) {
    return { unavailable: cause instanceof Error ? cause.message : String(cause) };
  }
}
