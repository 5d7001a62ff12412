/** Least number of letters to put in, take out, change, or swap with the next one (optimal string alignment). */
function editDistance(a: string, b: string): number {
  const table = Array.from({ length: a.length + 1 }, (_, i) => Array.from({ length: b.length + 1 }, (_, j) => (i === 0 ? j : j === 0 ? i : 0)));
  const at = (i: number, j: number): number => table[i]![j]!;
  for (let i = 1; i <= a.length; i++)
    for (let j = 1; j <= b.length; j++) {
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1] ? at(i - 2, j - 2) + 1 : Infinity;
      table[i]![j] = Math.min(at(i - 1, j) + 1, at(i, j - 1) + 1, at(i - 1, j - 1) + (a[i - 1] === b[j - 1] ? 0 : 1), swapped);
    }
  return at(a.length, b.length);
}

/** What somebody most likely meant by a word that is none of these; undefined where none is near. Of equally near ones the first. */
export function nearest(word: string, candidates: readonly string[]): string | undefined {
  const letters = word.toLowerCase();
  const beginning = letters.length >= 3 ? candidates.find((candidate) => candidate.startsWith(letters)) : undefined;
  if (beginning) return beginning;
  const near = candidates.map((candidate) => ({ candidate, distance: editDistance(letters, candidate) })).filter(({ candidate, distance }) => distance < candidate.length && distance <= Math.max(1, Math.floor(candidate.length / 3)));
  return near.toSorted((a, b) => a.distance - b.distance)[0]?.candidate;
}
