import type { RecordFlag } from "../../record-flags.ts";
import type { VisibleDevices } from "../open-meter.ts";

/** A device as nvidia-smi lists it. */
export interface GpuDevice {
  index: number;
  uuid: string;
  name: string;
  /** Divided into instances that share one board. */
  mig: boolean;
  /** Board's largest power limit, W; null where it is not told. */
  maxWatts: number | null;
}

/** The rows of `index,uuid,name,mig.mode.current,power.max_limit` in CSV without header and units. */
export function parseDevices(text: string): GpuDevice[] {
  return text.split("\n").filter((line) => line.includes(",")).map((line) => {
    const [index = "", uuid = "", name = "", mig = "", maxWatts = ""] = line.split(",").map((field) => field.trim());
    return { index: Number(index), uuid, name, mig: mig === "Enabled", maxWatts: Number(maxWatts) > 0 ? Number(maxWatts) : null };
  });
}

interface Selection {
  devices: GpuDevice[];
  /** Words on what was assumed. */
  flags: RecordFlag[];
}

const byId = (devices: GpuDevice[], id: string): GpuDevice | undefined => {
  const found = /^\d+$/.test(id) ? devices.filter(({ index }) => index === Number(id)) : devices.filter(({ uuid }) => id !== "" && uuid.startsWith(id));
  return found.length === 1 ? found[0] : undefined; // an abbreviation that fits two names none
};

/** `CUDA_VISIBLE_DEVICES`: indices, UUIDs or their beginnings; what follows the first that is wrong is not used. Source: CUDA Programming Guide. */
function selectedByCuda(devices: GpuDevice[], { cuda, order }: VisibleDevices): Selection {
  const ids = cuda!.split(",").map((id) => id.trim());
  const found = ids.map((id) => byId(devices, id));
  const end = found.indexOf(undefined);
  const used = [...new Set(end < 0 ? found : found.slice(0, end))] as GpuDevice[];
  // CUDA counts the fastest first unless told otherwise, nvidia-smi by slot: the two agree where all are alike.
  const guessed = order !== "PCI_BUS_ID" && ids.some((id) => /^\d+$/.test(id)) && new Set(devices.map(({ name }) => name)).size > 1;
  return { devices: used, flags: guessed ? ["device-order-assumed"] : [] };
}

/**
 * The devices that work started here would use. Inside a container nvidia-smi shows only what the container was given and counts it anew, so indices
 * of `NVIDIA_VISIBLE_DEVICES`, which are the host's, say nothing where as many devices are shown as it names.
 */
export function selectDevices(devices: GpuDevice[], visible: VisibleDevices): Selection {
  if (visible.cuda !== null) return selectedByCuda(devices, visible);
  const ids = (visible.container ?? "all").split(",").map((id) => id.trim()).filter(Boolean);
  if (["all", "void"].includes(ids[0] ?? "void") || ids.length === devices.length) return { devices, flags: [] };
  if (ids[0] === "none") return { devices: [], flags: [] };
  const used = ids.map((id) => byId(devices, id));
  return { devices: used.filter((device) => device !== undefined), flags: used.includes(undefined) ? ["visible-device-not-found"] : [] };
}
