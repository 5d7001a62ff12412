import { processorFamilies, unknownFamily } from "../hardware/processors.ts";
import type { Prior, Rates } from "./work-model.ts";

/**
 * What one thread takes for a unit of each kind of work, CPU s: two digits of a fit to packages/energy/test-data/digits-runs.tsv (scripts/estimate-coverage.mjs prints it).
 * Source: one machine, AMD EPYC (Zen 4), tfjs-node 4.22.0, one thread.
 */
const cpuSeconds: Rates = { multiplyAdds: 2.5e-11, steps: 1.8e-5, layerSteps: 7.8e-6, optimizerValues: 5.7e-10, exampleValues: 2.7e-9, passes: 4.8e-4, calls: 0.033, run: 0.056 };

/** A run from its claim to its end beside its training: the engine's start, 2 s in which inference is measured, files; a judgement. */
const SECONDS_AROUND = 5;

/** 95 % of machines are taken to lie within ×/÷ 4 of that one: a judgement over a decade of processors, and over idle and busy machines. */
const logSpeed = Math.log(4) / 1.96;

/** Watts per thread by which CPU seconds of the class become joules; of an unknown processor the median of all. */
function wattsOf(hardwareClass: string | null): number {
  const family = hardwareClass?.split("/")[1];
  return (processorFamilies.find(({ slug }) => slug === family) ?? unknownFamily).wattsPerThread;
}

const scaled = (rates: Rates, factor: number): Rates => Object.fromEntries(Object.entries(rates).map(([key, rate]) => [key, rate * factor])) as Rates;

/** Joules of a run on a machine of which nothing is known but its class. Runs repeat within some 15 %; more is believed until runs are seen. */
export const energyPrior = (hardwareClass: string | null): Prior => ({ rates: scaled(cpuSeconds, wattsOf(hardwareClass)), logSpeed, logSpread: 0.35 });

/** Seconds of a run from its claim to its end. What else a machine does counts as well, so runs differ more. */
export const durationPrior: Prior = { rates: { ...cpuSeconds, run: SECONDS_AROUND }, logSpeed, logSpread: 1 };
