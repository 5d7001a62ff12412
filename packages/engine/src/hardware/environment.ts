import { release } from "node:os";
import type { Processor } from "@joulemark/energy";
import { hardwareClassOf } from "@joulemark/energy";

export interface EnvironmentOptions {
  engineVersion: string;
  backend: { name: string; version: string; threads: number };
  processor: Processor;
  zone: string | null;
  /** Processes that train beside this one, each with as many threads; 0: this one trains. */
  workers: number;
  /** Whether those are on other machines. */
  elsewhere?: boolean;
}

/** Where a run ran. No accelerator is used by this engine. */
export const environmentOf = ({ engineVersion, backend, processor, zone, workers, elsewhere = false }: EnvironmentOptions) => ({
  engineVersion,
  backend: workers > 0 ? `${backend.version}; training: ${workers} process${workers === 1 ? "" : "es"} of ${backend.threads} thread${backend.threads === 1 ? "" : "s"}${elsewhere ? " elsewhere, whose joules are not measured" : ""}` : backend.version,
  threads: backend.threads,
  ...(workers > 0 ? { workers } : {}),
  operatingSystem: `${process.platform} ${release()} ${process.arch}`,
  processor: processor.model,
  accelerator: null,
  hardwareClass: hardwareClassOf({ kind: "cpu", processorFamily: processor.family, threads: backend.threads }),
  zone,
});
