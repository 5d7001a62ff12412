/** What happens to a run, from its claim to its end. */
export { appendRunEvents } from "./runs/append-events.ts";
export { cancelRun } from "./runs/cancel.ts";
export { claimRun } from "./runs/claim.ts";
export { heartbeat } from "./runs/heartbeat.ts";
export { releaseRun } from "./runs/release.ts";
export { reportRun } from "./runs/report.ts";
export { retryRun } from "./runs/retry.ts";
export { sweepLeases } from "./runs/sweep.ts";
export { tidyUp } from "./tidy-up.ts";
export { waitingBecause } from "./runs/waiting.ts";
export type { AttemptRef } from "./runs/attempt.ts";
export type { AssignedFile, Assignment } from "./runs/claim.ts";
export type { StopReason } from "./runs/heartbeat.ts";
