/** A stream of uniform numbers in [0, 1). */
export type Random = () => number;

/** 32-bit hash of a text; source: Austin Appleby's MurmurHash3 finalizer over an FNV-1a sum. */
function hashText(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

/**
 * The stream named by its parts, e.g. `randomOf(seed, "permutation", epoch)`: equal parts give equal numbers on every machine,
 * other parts an unrelated stream, so a resumed run needs no generator state.
 * Source: Vigna's splitmix seeding of xoshiro128** 1.1 (Blackman and Vigna 2018).
 */
export function randomOf(...parts: (string | number)[]): Random {
  const name = parts.join("\u0000");
  const state = Uint32Array.from({ length: 4 }, (_, i) => hashText(`${i}\u0000${name}`));
  if (state.every((word) => word === 0)) state[0] = 1;
  const rotate = (word: number, by: number): number => (word << by) | (word >>> (32 - by));
  return () => {
    const [a, b, c, d] = state as unknown as [number, number, number, number];
    const result = Math.imul(rotate(Math.imul(b, 5), 7), 9) >>> 0;
    state[2] = c ^ a;
    state[3] = d ^ b;
    state[1] = b ^ state[2]!;
    state[0] = a ^ state[3]!;
    state[2] = state[2]! ^ (b << 9);
    state[3] = rotate(state[3]!, 11);
    return result / 2 ** 32;
  };
}

/** A whole number below 2⁵³, the first two draws of the stream. */
export const wholeNumberOf = (random: Random): number => Math.floor(random() * 2 ** 21) * 2 ** 32 + Math.floor(random() * 2 ** 32);

/** 0 … length-1 in an order drawn from the stream. Source: Fisher and Yates, in Durstenfeld's form. */
export function permutation(random: Random, length: number): Int32Array {
  const order = Int32Array.from({ length }, (_, i) => i);
  for (let i = length - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1));
    [order[i], order[j]] = [order[j]!, order[i]!];
  }
  return order;
}

/** Uniform in ±√(6 / (fan in + fan out)). Source: Glorot and Bengio 2010, equation 16. */
export function glorotUniform(random: Random, length: number, fanIn: number, fanOut: number): Float32Array {
  const limit = Math.sqrt(6 / (fanIn + fanOut));
  return Float32Array.from({ length }, () => (2 * random() - 1) * limit);
}
