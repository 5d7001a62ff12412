/** Where a row stands: by its metric turned so that less is better, then its training energy (Infinity: not measured), then its id. */
export interface BoardCursor {
  loss: number;
  /** A number as text, since JSON has no Infinity. */
  tie: string;
  id: string;
}

export const encodeCursor = ({ loss, tie, id }: BoardCursor): string => Buffer.from(JSON.stringify([loss, tie, id])).toString("base64url");

/** Undefined for what is no cursor. */
export function decodeCursor(text: string): BoardCursor | undefined {
  const parts = parse(Buffer.from(text, "base64url").toString("utf8"));
  if (!Array.isArray(parts)) return undefined;
  const [loss, tie, id] = parts as unknown[];
  const sound = typeof loss === "number" && typeof tie === "string" && Number.isFinite(loss) && !Number.isNaN(Number(tie)) && tie.trim() !== "" && typeof id === "string";
  return sound ? { loss, tie, id } : undefined;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
