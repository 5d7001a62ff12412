/** Runs that one page compares. */
export const mostCompared = 10;

/** Ids of runs in an address: `?runs=a&runs=b`, each also several, separated by blanks or commas. Each once, the first ten. */
export function comparedIds(words: string | string[] | undefined): string[] {
  const ids = [words ?? []].flat().flatMap((word) => word.split(/[\s,]+/)).filter((id) => id !== "");
  return [...new Set(ids)].slice(0, mostCompared);
}

/** The address that compares these runs. */
export const comparePath = (ids: readonly string[], only: boolean): string =>
  `/compare?${new URLSearchParams([...ids.map((id) => ["runs", id]), ...(only ? [] : [["fields", "all"]])]).toString()}`;
