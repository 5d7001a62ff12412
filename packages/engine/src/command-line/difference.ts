const isObject = (value: unknown): value is Record<string, unknown> => typeof value === "object" && value !== null;

/** The path of the first place where two values of JSON differ; null: they are equal. An absent key is as good as an undefined one. */
export function differenceOf(a: unknown, b: unknown): string[] | null {
  if (!isObject(a) || !isObject(b) || Array.isArray(a) !== Array.isArray(b)) return Object.is(a, b) ? null : [];
  for (const key of new Set([...Object.keys(a), ...Object.keys(b)])) {
    const within = differenceOf(a[key], b[key]);
    if (within) return [key, ...within];
  }
  return null;
}
