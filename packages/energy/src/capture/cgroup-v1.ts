import { cgroupCapture } from "./cgroup-capture.ts";

/** `cpuacct.usage`, ns, of a group with those below it. Source: kernel.org, "CPU Accounting Controller" of version 1. */
export const cgroupV1 = cgroupCapture({
  mode: "cgroup-v1",
  version: 1,
  file: "cpuacct.usage",
  secondsIn: (text) => (/^\d+\s*$/.test(text) ? Number(text) / 1e9 : Number.NaN),
});
