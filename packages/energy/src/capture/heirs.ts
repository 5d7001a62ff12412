import type { OutsideParents } from "./outside-parents.ts";
import type { ProcessStat } from "./process-stat.ts";

/** A process of the tree as it was last seen. */
export interface Member extends ProcessStat {
  /** `waited` at the look before. */
  waitedBefore: number;
}

export interface Inheritance {
  /** What those that ended had used when they were last seen. */
  ticks: number;
  /** Of these: of processes whose own parent had ended too, so that another may have waited for them. */
  orphanTicks: number;
  /** `waited` of the heir, read after they were gone. */
  waited: number;
}

/**
 * Who would hold what those used that ended: the nearest ancestor that lives.
 * @param ended gets those heirs as well that turn out to have ended; they are no longer in `members` then
 * @param read what /proc shows now
 */
export function heirsInTree(ended: Member[], members: Map<number, Member>, ticksOf: (member: Member) => number, read: (pid: number) => ProcessStat | null): Map<Member, Inheritance> {
  const heirs = new Map<Member, Inheritance>();
  const parents = parentsOf(ended);
  for (const member of ended) {
    const heir = members.get(nearestLivingParent(member, parents));
    if (!heir) continue;
    const now = read(heir.pid);
    if (now?.start !== heir.start) {
      members.delete(heir.pid);
      ended.push(heir);
      return heirsInTree(ended, members, ticksOf, read);
    }
    const { ticks, orphanTicks } = heirs.get(heir) ?? { ticks: 0, orphanTicks: 0 };
    const more = ticksOf(member);
    heirs.set(heir, { ticks: ticks + more, orphanTicks: orphanTicks + (member.parent === heir.pid ? 0 : more), waited: now.waited });
  }
  return heirs;
}

/** Those that ended without an ancestor in the tree that lives: they go to a parent outside, if it is known. */
export function leaveToOutside(ended: Member[], members: Map<number, Member>, outside: OutsideParents, use: (member: Member) => { ticks: number; mostTicks: number }): { keptTicks: number; missedTicks: number } {
  let [keptTicks, missedTicks] = [0, 0];
  const parents = parentsOf(ended);
  for (const member of ended) {
    const parent = nearestLivingParent(member, parents);
    if (members.has(parent)) continue;
    const { ticks, mostTicks } = use(member);
    const heir = outside.get(parent);
    if (heir) heir.lose(ticks, mostTicks);
    else missedTicks += mostTicks;
    keptTicks += ticks;
  }
  return { keptTicks, missedTicks };
}

const parentsOf = (ended: Member[]): Map<number, number> => new Map(ended.map(({ pid, parent }) => [pid, parent]));

/** @param parents of those that ended, by number */
function nearestLivingParent({ parent }: Member, parents: Map<number, number>): number {
  let pid = parent;
  for (let step = 0; step < parents.size && parents.has(pid); step++) pid = parents.get(pid)!; // bounded: numbers that are given out again can make a circle
  return pid;
}
