import type { OuterOptimizer } from "./strategy.ts";

export interface OuterStep {
  /** The shared weights that every worker set out from, by key. */
  from: Record<string, Float32Array>;
  /** Where they came to, on average. */
  average: Record<string, Float32Array>;
  /** Of the step before; a key that is missing has none. */
  velocity: Record<string, Float32Array>;
  optimizer: OuterOptimizer;
}

/**
 * Δ = from − average is taken as a gradient: v ← momentum · v + Δ; from − rate · v, or by Nesterov from − rate · (Δ + momentum · v).
 * Rate 1 without momentum gives the average itself. Source: Douillard et al. 2023, arXiv 2311.08105, algorithm 1, with PyTorch's form of momentum.
 */
export function outerStep({ from, average, velocity, optimizer: { learningRate, momentum = 0, nesterov = false } }: OuterStep): { weights: Record<string, Float32Array>; velocity: Record<string, Float32Array> } {
  const next: Record<string, Float32Array> = {};
  const weights = Object.fromEntries(Object.entries(from).map(([key, start]): [string, Float32Array] => {
    const reached = average[key]!;
    const before = velocity[key];
    const moved = new Float32Array(start.length);
    if (momentum === 0) {
      for (let i = 0; i < moved.length; i++) moved[i] = start[i]! - learningRate * (start[i]! - reached[i]!);
      return [key, moved];
    }
    const speed = (next[key] = new Float32Array(start.length));
    for (let i = 0; i < moved.length; i++) {
      const way = start[i]! - reached[i]!;
      speed[i] = momentum * (before?.[i] ?? 0) + way;
      moved[i] = start[i]! - learningRate * (nesterov ? way + momentum * speed[i]! : speed[i]!);
    }
    return [key, moved];
  }));
  return { weights, velocity: next };
}
