/** What a histogram of staleness says in a sentence. */
export interface StalenessSummary {
  gradients: number;
  /** Share of the gradients that no update came before. */
  onTime: number;
  /** Half of the gradients came at most so many updates late. */
  median: number;
  latest: number;
  /** Share of the gradients that the highest bar holds. */
  highest: number;
}

/**
 * Reads the histogram of an asynchronous training.
 * @param counts gradients by how many updates came between their weights and their own, from 0
 * @returns null where no gradient is counted
 */
export function stalenessSummary(counts: readonly number[]): StalenessSummary | null {
  const gradients = counts.reduce((sum, count) => sum + count, 0);
  if (gradients === 0) return null;
  let seen = 0;
  const median = counts.findIndex((count) => (seen += count) * 2 >= gradients);
  return { gradients, onTime: (counts[0] ?? 0) / gradients, median, latest: counts.findLastIndex((count) => count > 0), highest: Math.max(...counts) / gradients };
}
