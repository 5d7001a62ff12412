import type { Random } from "../random.ts";

export const clusterInits = ["linear", "density", "random"] as const;
export type ClusterInit = (typeof clusterInits)[number];

/** Values that share: value i is centroids[codes[i]]. */
export interface Clusters {
  /** Rising; no two are equal. At most so many as were asked for: fewer where there are fewer different values. */
  centroids: Float32Array;
  /** One for each value, 0 … centroids.length − 1. */
  codes: Uint8Array;
}

/** Rounds of Lloyd's algorithm at the most. 50,000 weights and 64 centroids take some 500; a round looks at limits, not at values, so ten thousand are a blink. */
const MOST_ROUNDS = 10_000;

/** How many of the rising values are less than a limit. */
function countBelow(sorted: Float32Array, limit: number): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (sorted[middle]! < limit) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** A first centroid by chance, each further one by chance in proportion to the squared distance to the nearest. Source: Arthur and Vassilvitskii 2007, k-means++, section 2.2. */
function plusPlus(sorted: Float32Array, count: number, random: Random): number[] {
  const chosen = [sorted[Math.floor(random() * sorted.length)]!];
  const distances = Float64Array.from(sorted, (value) => (value - chosen[0]!) ** 2);
  while (chosen.length < count) {
    const total = distances.reduce((a, b) => a + b, 0);
    if (total === 0) break;
    let left = random() * total;
    const at = distances.findIndex((distance) => (left -= distance) < 0);
    const next = sorted[at < 0 ? sorted.length - 1 : at]!;
    chosen.push(next);
    sorted.forEach((value, i) => (distances[i] = Math.min(distances[i]!, (value - next) ** 2)));
  }
  return chosen.toSorted((a, b) => a - b);
}

function firstCentroids(sorted: Float32Array, count: number, init: ClusterInit, random: Random): number[] {
  const [low, high] = [sorted[0]!, sorted.at(-1)!];
  if (init === "random") return plusPlus(sorted, count, random);
  if (init === "density") return Array.from({ length: count }, (_, k) => sorted[Math.floor(((k + 0.5) / count) * sorted.length)]!);
  return Array.from({ length: count }, (_, k) => low + ((high - low) * k) / Math.max(1, count - 1));
}

/** Where each cluster begins among the rising values: halfway between neighbouring centroids. */
const beginsOf = (sorted: Float32Array, centroids: number[]): number[] => centroids.map((centroid, k) => (k === 0 ? 0 : countBelow(sorted, (centroids[k - 1]! + centroid) / 2)));

/**
 * k-means of numbers: each value goes to the nearest centroid, each centroid to the mean of its values, until nothing moves. What it comes to depends on where it begins:
 * `linear` spaces the first centroids evenly from the least to the largest value, `density` evenly by rank, `random` is k-means++.
 * Source: Han, Mao and Dally 2016, "Deep Compression", arXiv 1510.00149, sections 3.1 and 3.2.
 * @param count 1 … 256
 */
export function clustersOf(values: Float32Array, count: number, init: ClusterInit, random: Random): Clusters {
  if (values.length === 0) return { centroids: new Float32Array(0), codes: new Uint8Array(0) };
  const sorted = values.toSorted();
  const sums = new Float64Array(sorted.length + 1);
  sorted.forEach((value, i) => (sums[i + 1] = sums[i]! + value));
  let centroids = firstCentroids(sorted, count, init, random);
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const begins = beginsOf(sorted, centroids);
    const moved = centroids.map((centroid, k) => {
      const [from, to] = [begins[k]!, begins[k + 1] ?? sorted.length];
      return to > from ? (sums[to]! - sums[from]!) / (to - from) : centroid;
    });
    if (moved.every((centroid, k) => centroid === centroids[k])) break;
    centroids = moved;
  }
  const begins = beginsOf(sorted, centroids);
  const used = centroids.filter((_, k) => (begins[k + 1] ?? sorted.length) > begins[k]!);
  const rounded = Float32Array.from(new Set(Float32Array.from(used)));
  const limits = Array.from(rounded, (centroid, k) => (k === 0 ? -Infinity : (rounded[k - 1]! + centroid) / 2));
  return { centroids: rounded, codes: Uint8Array.from(values, (value) => nearest(limits, value)) };
}

/** The last limit that a value is not below. */
function nearest(limits: number[], value: number): number {
  let [low, high] = [0, limits.length - 1];
  while (low < high) {
    const middle = (low + high + 1) >>> 1;
    if (value >= limits[middle]!) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** The values that codes stand for. */
export const sharedValues = ({ centroids, codes }: Clusters): Float32Array => Float32Array.from(codes, (code) => centroids[code]!);

/** The same sharing with new centroids: the mean of the values that have a code. */
export function withMeans({ centroids, codes }: Clusters, values: Float32Array): Clusters {
  const [sums, counts] = [new Float64Array(centroids.length), new Float64Array(centroids.length)];
  codes.forEach((code, i) => {
    sums[code]! += values[i]!;
    counts[code]! += 1;
  });
  return { centroids: Float32Array.from(centroids, (centroid, k) => (counts[k]! > 0 ? sums[k]! / counts[k]! : centroid)), codes };
}
