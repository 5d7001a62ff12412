export type PageQuery = Record<string, string | string[] | undefined>;

/** A word of an address's query; null where it is missing, empty, or said twice. */
export function wordOf(query: PageQuery, name: string): string | null {
  const value = query[name];
  return typeof value === "string" && value.trim() !== "" ? value.trim() : null;
}

/** A path with the words of its query that there are. */
export function listPath(path: string, words: Record<string, string | null | undefined>): string {
  const given = Object.entries(words).filter((pair): pair is [string, string] => typeof pair[1] === "string" && pair[1] !== "");
  const query = new URLSearchParams(given).toString();
  return path + (query && `?${query}`);
}
