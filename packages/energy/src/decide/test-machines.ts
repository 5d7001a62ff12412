import type { PastRun } from "./estimate.ts";
import type { Work } from "./work.ts";
import type { Rates } from "./work-model.ts";

/** Uniform numbers from a seed. Source: Knuth's multiplier for a linear congruential generator of 2^32, its high bits. */
export function uniform(seed: number): () => number {
  let state = Math.imul(seed, 2654435761) >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return (state + 0.5) / 2 ** 32;
  };
}

/** Box and Muller's. */
export const normal = (random: () => number): number => Math.sqrt(-2 * Math.log(random())) * Math.cos(2 * Math.PI * random());

/** Joules of a made-up machine: unlike the prior in speed and in what it is good at. */
const rates: Rates = { multiplyAdds: 3e-10, steps: 1e-4, layerSteps: 1e-5, optimizerValues: 4e-9, exampleValues: 5e-9, passes: 1e-3, calls: 0.05, run: 0.1 };
export const trueJoules = (work: Work): number => rates.run + (Object.keys(rates) as (keyof Rates)[]).reduce((sum, key) => (key === "run" ? sum : sum + rates[key] * work[key]), 0);

/** Training a network of one hidden layer, 64-width-10, with Adam. */
export function trained({ width = 64, examples = 600, epochs = 50, batchSize = 32 } = {}): Work {
  const weights = 64 * width + width + width * 10 + 10;
  const steps = epochs * Math.ceil(examples / batchSize);
  return { multiplyAdds: epochs * examples * (2 * 64 * width + 30 * width), steps, layerSteps: 2 * steps, optimizerValues: 3 * steps * weights, exampleValues: epochs * examples * (74 + width), passes: epochs, calls: 1, weights };
}

/** Runs of different work on the made-up machine, which repeat within a factor e^±spread. */
export function madeRuns(count: number, { seed = 1, spread = 0.1 } = {}): PastRun[] {
  const random = uniform(seed);
  const between = (low: number, high: number): number => Math.round(low * (high / low) ** random());
  return Array.from({ length: count }, () => {
    const work = trained({ width: between(8, 512), examples: between(60, 1200), epochs: between(5, 500), batchSize: between(8, 128) });
    const joules = trueJoules(work) * Math.exp(spread * normal(random));
    return { work, task: "digits", energyJoules: joules, durationSeconds: 4 + joules / 2 };
  });
}
