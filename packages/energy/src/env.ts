import type { Roots } from "./capture/capture.ts";
import type { VisibleDevices } from "./meters/open-meter.ts";

/** What the environment sets of where the system is read and which devices are used. Read anew at every call. */
export function readEnvironment(): { roots: Roots; visibleDevices: VisibleDevices } {
  const { PROC_ROOT, CGROUP_ROOT, POWERCAP_ROOT, HOST_SHARE_ROOT, CUDA_VISIBLE_DEVICES, NVIDIA_VISIBLE_DEVICES, CUDA_DEVICE_ORDER } = process.env;
  return {
    roots: {
      proc: PROC_ROOT || "/proc",
      cgroup: CGROUP_ROOT || "/sys/fs/cgroup",
      powercap: POWERCAP_ROOT || "/sys/class/powercap",
      hostShare: HOST_SHARE_ROOT || "/var/scaphandre",
    },
    visibleDevices: { cuda: CUDA_VISIBLE_DEVICES ?? null, container: NVIDIA_VISIBLE_DEVICES ?? null, order: CUDA_DEVICE_ORDER ?? null },
  };
}
