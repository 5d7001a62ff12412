import type { CaptureKind } from "./capture.ts";

/** All threads of this process, by getrusage. Works everywhere; children are not in it. */
export const ownProcess: CaptureKind = {
  mode: "own-process",
  open({ root }) {
    if (root !== "self" && root !== process.pid) return { unavailable: "it counts this process only" };
    const start = process.cpuUsage();
    return {
      mode: "own-process",
      tickSeconds: 1e-6,
      read() {
        const { user, system } = process.cpuUsage(start);
        return (user + system) / 1e6;
      },
      coverage: () => ({ share: null, flags: ["children-not-seen"] }),
      close() {},
    };
  },
};
