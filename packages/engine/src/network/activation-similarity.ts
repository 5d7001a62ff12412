/** Rows of numbers, one an observation, whose last axis is channels: what a layer gave for examples. */
export interface ChannelValues {
  values: Float32Array;
  /** Channels of the layer. */
  width: number;
  /** Of these channels, in the order in which they are asked for. */
  channels: number[];
}

/** Each channel's observations less their mean, over their norm; zeros where it never changes. */
function standardized({ values, width, channels }: ChannelValues): Float64Array[] {
  const count = values.length / width;
  return channels.map((channel) => {
    const row = Float64Array.from({ length: count }, (_, k) => values[k * width + channel]!);
    const mean = row.reduce((a, b) => a + b, 0) / count;
    const norm = Math.sqrt(row.reduce((sum, value) => sum + (value - mean) ** 2, 0));
    return row.map((value) => (norm > 1e-12 * count ? (value - mean) / norm : 0));
  });
}

/**
 * |correlation| of every two channels over what they gave for examples and places, 0 … 1; the mean over the layers where several make them. [n, n], 1 on the diagonal.
 * A channel that never changes is like no other.
 */
export function activationSimilarity(makers: ChannelValues[]): Float64Array {
  const size = makers[0]?.channels.length ?? 0;
  const similarity = new Float64Array(size ** 2);
  for (const maker of makers) {
    const rows = standardized(maker);
    for (let i = 0; i < size; i++)
      for (let j = i + 1; j < size; j++) {
        const [a, b] = [rows[i]!, rows[j]!];
        let product = 0;
        for (let k = 0; k < a.length; k++) product += a[k]! * b[k]!;
        const share = Math.min(1, Math.abs(product)) / makers.length;
        similarity[i * size + j]! += share;
        similarity[j * size + i]! += share;
      }
  }
  for (let i = 0; i < size; i++) similarity[i * size + i] = 1;
  return similarity;
}
