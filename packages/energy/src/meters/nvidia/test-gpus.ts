import { appendFileSync, chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { readHost } from "../../hardware/host.ts";
import type { Host } from "../open-meter.ts";

/** As drivers print it, shortened. */
export const HELP = `List of valid properties to query for the switch "--query-gpu=":

"timestamp"
The timestamp of when the query was made in format "YYYY/MM/DD HH:MM:SS.msec".

"uuid" or "gpu_uuid"
This value is the globally unique immutable alphanumeric identifier of the GPU.

Section about power properties

"power.draw" or "gpu.power.draw"
The last measured power draw for the entire board, in watts.

"power.draw.average" or "gpu.power.draw.average"
The last measured average power draw for the entire board, in watts.

"power.draw.instant" or "gpu.power.draw.instant"
The last measured instant power draw for the entire board, in watts.
`;
/** A driver that had a field of NVML's counter; none was seen so far. */
export const HELP_WITH_ENERGY = `${HELP}
"total_energy_consumption"
Total energy consumption of this GPU in millijoules since the driver was last reloaded.
`;

export const [FIRST, SECOND] = ["GPU-8932f937-d72c-4106-c12f-20bd9faed9f6", "GPU-11111111-2222-3333-4444-555555555555"];
export const DEVICES = `0, ${FIRST}, NVIDIA A100-SXM4-80GB, Disabled, 400.00\n1, ${SECOND}, NVIDIA A100-SXM4-80GB, Disabled, 400.00\n`;

/** A machine with GPUs that answer through a program of tests; on a clock that stands until it is set. */
export class FakeGpus {
  readonly folder = mkdtempSync(join(tmpdir(), "joulemark-gpus-"));
  seconds = 0;

  constructor({ help = HELP, devices = DEVICES } = {}) {
    const program = fileURLToPath(new URL("test-nvidia-smi.sh", import.meta.url));
    writeFileSync(this.#path("help"), help);
    writeFileSync(this.#path("devices"), devices);
    writeFileSync(this.#path("samples"), "");
    writeFileSync(this.#path("nvidia-smi"), `#!/bin/sh\nFAKE_NVIDIA_SMI='${this.folder}' exec sh '${program}' "$@"\n`);
    chmodSync(this.#path("nvidia-smi"), 0o755);
  }

  #path(name: string): string {
    return join(this.folder, name);
  }

  /** The devices print a line each, `value` with its unit, at a time of their clock. */
  print(seconds: number, values: Record<string, string>): void {
    const time = new Date(Date.UTC(2026, 2, 5, 14, 0, 0) + seconds * 1000).toISOString().replaceAll("-", "/").replace("T", " ").replace("Z", "");
    appendFileSync(this.#path("samples"), Object.entries(values).map(([uuid, value]) => `${time}, ${uuid}, ${value}\n`).join(""));
  }

  end(): void {
    writeFileSync(this.#path("ended"), "");
  }

  /** The sampling program's process, and what it was asked. */
  asked(): { pid: number; asked: string } {
    return { pid: Number(readFileSync(this.#path("pid"), "utf8")), asked: readFileSync(this.#path("asked"), "utf8").trim() };
  }

  host(known: Partial<Host> = {}): Host {
    return readHost({ nvidiaSmi: this.#path("nvidia-smi"), visibleDevices: { cuda: null, container: null, order: null }, now: () => this.seconds, ...known });
  }

  remove(): void {
    this.end();
    rmSync(this.folder, { recursive: true, force: true });
  }
}
