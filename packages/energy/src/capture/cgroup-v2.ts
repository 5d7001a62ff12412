import { cgroupCapture } from "./cgroup-capture.ts";

/** `cpu.stat` is in every group below the first, whatever its controllers. Source: kernel.org, Control Group v2, "CPU Interface Files". */
export const cgroupV2 = cgroupCapture({
  mode: "cgroup-v2",
  version: 2,
  file: "cpu.stat",
  secondsIn: (text) => Number(/^usage_usec (\d+)$/m.exec(text)?.[1]) / 1e6,
});
