import { readFile, readdir } from "node:fs/promises";

interface ProcessRow {
  pid: number;
  parent: number;
  state: string;
  group: number;
}

async function processRow(pid: number): Promise<ProcessRow | null> {
  const text = await readFile(`/proc/${pid}/stat`, "utf8").catch(() => null); // it may have ended meanwhile
  if (text === null) return null;
  const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
  return { pid, state: fields[0]!, parent: Number(fields[1]), group: Number(fields[2]) };
}

/** All processes of this machine but zombies. */
export async function processTable(): Promise<ProcessRow[]> {
  const pids = (await readdir("/proc")).filter((name) => /^\d+$/.test(name)).map(Number);
  const rows = await Promise.all(pids.map(processRow));
  return rows.filter((row): row is ProcessRow => row !== null && row.state !== "Z");
}

export const childrenOf = async (pid: number): Promise<number[]> => (await processTable()).filter(({ parent }) => parent === pid).map((row) => row.pid);

/** The process and all below it. */
export async function treeOf(root: number): Promise<number[]> {
  const rows = await processTable();
  const found = new Set([root]);
  for (const pid of found) for (const row of rows) if (row.parent === pid) found.add(row.pid);
  return [...found];
}

export const isAlive = async (pid: number): Promise<boolean> => ((await processRow(pid))?.state ?? "Z") !== "Z";
