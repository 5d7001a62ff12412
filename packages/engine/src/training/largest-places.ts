/** How many bits of a size, from its highest on, each pass looks at: 31 in all. */
const PASSES = [[20, 11], [10, 10], [0, 10]] as const;

/**
 * Places of the k values that are largest without their sign, in rising order; of equal ones those that come first. What is no number is the largest.
 * Sizes of floats are in the order of their bits read as integers, so the k-th largest is found by counting, bits by bits, in three passes of which the last two see few.
 * @param k 1 … the vector's length
 */
export function largestPlaces(vector: Float32Array, k: number): Uint32Array {
  const bits = new Int32Array(vector.buffer, vector.byteOffset, vector.length);
  let [wanted, least] = [k, 0];
  let candidates = new Int32Array(bits.length);
  for (let i = 0; i < bits.length; i++) candidates[i] = bits[i]! & 0x7fffffff;
  for (const [shift, width] of PASSES) {
    const counts = new Uint32Array(1 << width);
    const mask = counts.length - 1;
    for (let i = 0; i < candidates.length; i++) counts[(candidates[i]! >>> shift) & mask]!++;
    let bin = mask;
    for (; counts[bin]! < wanted; bin--) wanted -= counts[bin]!;
    const kept = new Int32Array(counts[bin]!);
    for (let i = 0, at = 0; at < kept.length; i++) if (((candidates[i]! >>> shift) & mask) === bin) kept[at++] = candidates[i]!;
    candidates = kept;
    least |= bin << shift;
  }
  const chosen = new Uint32Array(k);
  for (let i = 0, at = 0; at < k; i++) {
    const size = bits[i]! & 0x7fffffff;
    if (size > least || (size === least && wanted-- > 0)) chosen[at++] = i;
  }
  return chosen;
}
