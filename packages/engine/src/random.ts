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
  let [a, b, c, d] = [0, 1, 2, 3].map((word) => hashText(`${word}\u0000${name}`)) as [number, number, number, number];
  if ((a | b | c | d) === 0) a = 1;
  return () => {
    const scrambled = Math.imul(b, 5);
    const result = Math.imul((scrambled << 7) | (scrambled >>> 25), 9) >>> 0;
    const shifted = b << 9;
    c ^= a;
    d ^= b;
    b ^= c;
    a ^= d;
    c ^= shifted;
    d = (d << 11) | (d >>> 21);
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
    const held = order[i]!;
    order[i] = order[j]!;
    order[j] = held;
  }
  return order;
}

/** Uniform in ±√(6 / (fan in + fan out)). Source: Glorot and Bengio 2010, equation 16. */
export function glorotUniform(random: Random, length: number, fanIn: number, fanOut: number): Float32Array {
  const limit = Math.sqrt(6 / (fanIn + fanOut));
  return Float32Array.from({ length }, () => (2 * random() - 1) * limit);
}
