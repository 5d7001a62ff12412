import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { randomOf } from "../random.ts";
import { clusterInits, clustersOf, sharedValues, withMeans } from "./weight-clusters.ts";

const random = () => randomOf("test", 1);
const error = (values: Float32Array, shared: Float32Array): number => values.reduce((sum, value, i) => sum + (value - shared[i]!) ** 2, 0);
const bell = Float32Array.from({ length: 2000 }, (_, i) => {
  const next = randomOf("bell", i);
  return Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next());
});

describe.each(clusterInits)("from %s centroids,", (init) => {
  test("three heaps of numbers are found as they are", () => {
    const { centroids, codes } = clustersOf(Float32Array.of(5, -1, 0.5, 5.5, -1.5, 0.25, 0.75), 3, init, random());
    expect(Array.from(centroids)).toEqual([-1.25, 0.5, 5.25]);
    expect(Array.from(codes)).toEqual([2, 0, 1, 2, 0, 1, 1]);
  });
  test("each value has the nearest centroid, and each centroid is the mean of its values: nothing can move", () => {
    fc.assert(fc.property(fc.float32Array({ minLength: 1, maxLength: 60, noNaN: true, min: -100, max: 100 }), fc.integer({ min: 1, max: 12 }), (values, count) => {
      const made = clustersOf(values, count, init, random());
      expect(made.centroids.length).toBeLessThanOrEqual(count);
      expect(new Set(made.codes).size).toBe(made.centroids.length);
      sharedValues(made).forEach((shared, i) => {
        const least = Math.min(...Array.from(made.centroids, (centroid) => Math.abs(centroid - values[i]!)));
        expect(Math.abs(shared - values[i]!)).toBeLessThanOrEqual(least + 1e-4);
      });
      withMeans(made, values).centroids.forEach((mean, k) => expect(Math.abs(mean - made.centroids[k]!)).toBeLessThan(1e-3));
    }));
  });
  test("more centroids than values give the values back", () => {
    const values = Float32Array.of(0.1, -0.2, 0.1, 0.3);
    expect(sharedValues(clustersOf(values, init === "linear" ? 64 : 4, init, random()))).toEqual(values);
  });
  test("sixteen centroids leave less than a fiftieth of the spread of a bell curve", () => {
    const made = clustersOf(bell, 16, init, random());
    expect(error(bell, sharedValues(made)) / error(bell, new Float32Array(bell.length))).toBeLessThan(0.02);
    expect(clustersOf(bell, 16, init, random())).toEqual(made);
  });
});
test("of a large kernel too it goes on until nothing can move: a further round finds the means where they are", () => {
  const values = Float32Array.from({ length: 50_000 }, (_, i) => bell[i % 2000]! + bell[(i * 7 + 3) % 1999]! / 3 + bell[Math.floor(i / 25)]! / 9);
  const { centroids, codes } = clustersOf(values, 64, "linear", random());
  const means = withMeans({ centroids, codes }, values).centroids;
  expect(means.reduce((most, mean, k) => Math.max(most, Math.abs(mean - centroids[k]!)), 0)).toBeLessThan(1e-5);
});
test("even spacing keeps the rare large values: the largest is nearer to its centroid than from even ranks", () => {
  const largest = bell.reduce((a, b) => Math.max(a, b));
  const [linear, density] = (["linear", "density"] as const).map((init) => clustersOf(bell, 16, init, random()).centroids.at(-1)!);
  expect(largest - linear!).toBeLessThanOrEqual(largest - density!);
});
test("nothing gives nothing", () => {
  expect(clustersOf(new Float32Array(0), 4, "linear", random())).toEqual({ centroids: new Float32Array(0), codes: new Uint8Array(0) });
});
