import { readFileSync, readdirSync } from "node:fs";
import { readProcessFile, readProcessStat } from "./process-stat.ts";

export type ChildrenOf = (pid: number) => number[];

/**
 * Who is whose child. The result is called for every look at the tree, and gives the children of any process at about that moment. The list may
 * lack a child while others of the same parent end (proc_pid_children(5)); the next look has it.
 * @param shown a process that `proc` shows
 */
export function childrenReader(proc: string, shown: number): () => ChildrenOf {
  const kernelListsThem = readProcessFile(proc, shown, `task/${shown}/children`) !== null; // CONFIG_PROC_CHILDREN
  return kernelListsThem ? () => (pid) => listedChildren(proc, pid) : () => walkedChildren(proc);
}

const numbersIn = (list: string): number[] => list.split(" ").filter(Boolean).map(Number);

/** Every thread has children of its own. */
function listedChildren(proc: string, pid: number): number[] {
  let threads: string[];
  try {
    threads = readdirSync(`${proc}/${pid}/task`);
  } catch {
    return []; // it ended, or is not shown
  }
  return threads.flatMap((thread) => numbersIn(readProcessFile(proc, pid, `task/${thread}/children`) ?? ""));
}

/** Of the first thread only: there the kernel hangs the children of others when they lose their parent. */
export function childrenOfFirstThread(proc: string, childrenOf: ChildrenOf, pid: number): number[] {
  const list = readProcessFile(proc, pid, `task/${pid}/children`);
  return list === null ? childrenOf(pid) : numbersIn(list);
}

function walkedChildren(proc: string): ChildrenOf {
  const childrenOf = new Map<number, number[]>();
  for (const name of readdirSync(proc)) {
    const stat = /^\d+$/.test(name) ? readProcessStat(proc, Number(name)) : null;
    if (!stat) continue;
    const siblings = childrenOf.get(stat.parent);
    if (siblings) siblings.push(stat.pid);
    else childrenOf.set(stat.parent, [stat.pid]);
  }
  return (pid) => childrenOf.get(pid) ?? [];
}

/** A process with everything below it, parents before children. */
export function processesBelow(root: number, childrenOf: ChildrenOf): number[] {
  const found = new Set([root]);
  for (const pid of found) for (const child of childrenOf(pid)) found.add(child); // a Set also iterates over what is added on the way
  return [...found];
}

/** This process' number in `proc`, which may be the /proc of another PID namespace. */
export function ownNumber(proc: string): number {
  try {
    return Number.parseInt(readFileSync(`${proc}/self/stat`, "latin1"), 10) || process.pid;
  } catch {
    return process.pid; // no `self` in it
  }
}
