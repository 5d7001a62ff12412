import type { CaptureKind } from "./capture.ts";
import { cgroupV1 } from "./cgroup-v1.ts";
import { cgroupV2 } from "./cgroup-v2.ts";
import { ownProcess } from "./own-process.ts";
import { processTree } from "./process-tree.ts";

/** Best first: the first that this machine has for a scope is taken. */
export const captureKinds: readonly CaptureKind[] = [cgroupV2, cgroupV1, processTree, ownProcess];
