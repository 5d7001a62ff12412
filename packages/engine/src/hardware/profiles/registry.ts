import type { HardwareProfile } from "../profile.ts";
import { amdEpyc7742 } from "./amd-epyc-7742.ts";
import { coralEdgeTpu } from "./coral-edge-tpu.ts";
import { intelXeon8280 } from "./intel-xeon-8280.ts";
import { nvidiaT4 } from "./nvidia-t4.ts";

/** Devices that inference is projected to, beside the machine that was calibrated. */
export const hardwareProfiles: readonly HardwareProfile[] = [amdEpyc7742, intelXeon8280, nvidiaT4, coralEdgeTpu];
