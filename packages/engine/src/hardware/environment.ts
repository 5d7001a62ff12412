import { release } from "node:os";
import type { Processor } from "@joulemark/energy";
import { hardwareClassOf } from "@joulemark/energy";

export interface EnvironmentOptions {
  engineVersion: string;
  backend: { name: string; version: string; threads: number };
  processor: Processor;
  zone: string | null;
}

/** Where a run ran. No accelerator is used by this engine. */
export const environmentOf = ({ engineVersion, backend, processor, zone }: EnvironmentOptions) => ({
  engineVersion,
  backend: backend.version,
  threads: backend.threads,
  operatingSystem: `${process.platform} ${release()} ${process.arch}`,
  processor: processor.model,
  accelerator: null,
  hardwareClass: hardwareClassOf({ kind: "cpu", processorFamily: processor.family, threads: backend.threads }),
  zone,
});
