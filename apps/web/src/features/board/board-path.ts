import type { MeasurementBoundary, MeasurementMethod } from "@joulemark/client";

/** What names one board. Without boundary, hardware class and method: the task's board with most rows. */
export interface BoardKey {
  task: string;
  boundary?: MeasurementBoundary | null;
  hardwareClass?: string | null;
  method?: MeasurementMethod | null;
}

const boundaries: readonly string[] = ["PROCESS", "COMPONENT", "NODE", "FACILITY"] satisfies MeasurementBoundary[];
const methods: readonly string[] = ["COUNTER", "SAMPLED", "ESTIMATED", "PROJECTED", "DECLARED"] satisfies MeasurementMethod[];
const isBoundary = (text: string | undefined): text is MeasurementBoundary => text !== undefined && boundaries.includes(text);
const isMethod = (text: string | undefined): text is MeasurementMethod => text !== undefined && methods.includes(text);

/** The address of a board, or of its rows after a cursor. */
export function boardPath({ task, boundary, hardwareClass, method }: BoardKey, after?: string): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries({ boundary, hardwareClass, method, after })) if (value) query.set(name, value);
  const text = query.toString();
  return `/leaderboards/${encodeURIComponent(task)}${text && `?${text}`}`;
}

/** Reads the query of a board's address; what is no boundary or method is passed over. */
export function readBoardQuery(query: Record<string, string | string[] | undefined>): Omit<BoardKey, "task"> & { after?: string } {
  const one = (name: string): string | undefined => {
    const value = query[name];
    return Array.isArray(value) ? value[0] : value;
  };
  const [boundary, method, hardwareClass, after] = [one("boundary"), one("method"), one("hardwareClass"), one("after")];
  return {
    ...(isBoundary(boundary) ? { boundary } : {}),
    ...(isMethod(method) ? { method } : {}),
    ...(hardwareClass ? { hardwareClass } : {}),
    ...(after ? { after } : {}),
  };
}
