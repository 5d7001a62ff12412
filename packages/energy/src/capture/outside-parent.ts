import type { ChildrenOf } from "./process-children.ts";
import { childrenOfFirstThread } from "./process-children.ts";
import type { ProcessStat } from "./process-stat.ts";
import { readProcessStat } from "./process-stat.ts";

/** Differences of truncated user and system ticks are off by less than one each. */
export const ROUNDING_TICKS = 2;

/** Children that are not counted are read again in turn, so many at a look: it stays cheap where there are many. */
const OTHERS_A_LOOK = 8;

interface Other {
  start: number;
  /** As young as the count: it may be of the tree, unless all of the tree is marked. */
  isNew: boolean;
  ticks: number;
}

/**
 * A process outside a tree that is, or may become, the parent of some of it: the parent of its root, and who takes orphans. Its waited time holds
 * what those had used to their end, and what others had used.
 */
export class OutsideParent {
  /** Whether it takes orphans. What it waited for and nothing explains may then have been of the tree. */
  readonly takesOrphans: boolean;
  readonly #proc: string;
  #stat: ProcessStat;
  #grownTicks = 0;
  #unexplained = { ticks: 0, ifMarkedTicks: 0 };
  readonly #others = new Map<number, Other>();
  #looks = 0;
  #ended = { processes: 0, oldTicks: 0, newTicks: 0 };
  #lost = { processes: 0, ticks: 0, mostTicks: 0 };

  constructor(proc: string, stat: ProcessStat, takesOrphans: boolean) {
    this.#proc = proc;
    this.#stat = stat;
    this.takesOrphans = takesOrphans;
  }

  get pid(): number {
    return this.#stat.pid;
  }

  /**
   * At most so much of what it waited for was of the tree and is counted nowhere.
   * @param allMarked an orphan of the tree that lived at a look was known by its mark: what was not known began and ended between two looks
   */
  unexplainedTicks(allMarked: boolean): number {
    if (!this.takesOrphans) return 0;
    return allMarked ? this.#unexplained.ifMarkedTicks : this.#unexplained.ticks;
  }

  /** @returns its children without those that are known not to be counted; null where it ended */
  look(childrenOf: ChildrenOf): number[] | null {
    if (!this.#read()) return null;
    const children = new Set(childrenOfFirstThread(this.#proc, childrenOf, this.pid));
    const stride = Math.ceil(this.#others.size / OTHERS_A_LOOK);
    let turn = this.#looks++;
    for (const [pid, other] of this.#others) {
      if (children.has(pid) && turn++ % stride > 0) continue;
      const stat = readProcessStat(this.#proc, pid); // the list may lack one that lives, for a moment
      if (stat?.start === other.start) other.ticks = stat.own + stat.waited;
      else this.#forget(pid, other);
    }
    return [...children].filter((pid) => !this.#others.has(pid));
  }

  #forget(pid: number, { isNew, ticks }: Other): void {
    this.#others.delete(pid);
    this.#ended.processes++;
    this.#ended[isNew ? "newTicks" : "oldTicks"] += ticks;
  }

  addOther({ pid, start, own, waited }: ProcessStat, isNew: boolean): void {
    this.#others.set(pid, { start, isNew, ticks: own + waited });
  }

  /** Living orphans that may be of the tree; also under a number that was another's when it was last read. */
  unknownOrphans(allMarked: boolean): number[] {
    if (!this.takesOrphans) return [];
    return [...this.#others].flatMap(([pid, { start, isNew }]) => {
      const stat = readProcessStat(this.#proc, pid);
      return stat && ((isNew && !allMarked) || stat.start !== start) ? [pid] : [];
    });
  }

  /** A child of the tree ended: it had used `ticks` when it was last seen, and can have used `mostTicks` since. */
  lose(ticks: number, mostTicks: number): void {
    this.#lost.processes++;
    this.#lost.ticks += ticks;
    this.#lost.mostTicks += mostTicks;
  }

  /**
   * What lost children had used after they were last seen: what its waited time grew by above what they were known to have used. Only where no
   * other child ended in that time, and where it is not more than they can have used.
   * @param mostTicks what all processors can have done since the look before
   */
  settle(mostTicks: number): { inferredTicks: number; missedTicks: number } {
    const [lost, ended] = [this.#lost, this.#ended];
    if (lost.processes + ended.processes > 0) this.#read(); // who is no longer shown was waited for before now
    const grown = this.#grownTicks;
    this.#grownTicks = 0;
    this.#lost = { processes: 0, ticks: 0, mostTicks: 0 };
    this.#ended = { processes: 0, oldTicks: 0, newTicks: 0 };
    const waitedFor = grown + ROUNDING_TICKS >= lost.ticks;
    const more = waitedFor ? Math.max(0, grown - lost.ticks) : grown;
    if (lost.processes > 0 && waitedFor && ended.processes === 0 && more <= lost.mostTicks + ROUNDING_TICKS) return { inferredTicks: more, missedTicks: 0 };
    const unknown = Math.max(0, more - ended.oldTicks);
    this.#unexplained.ticks += unknown;
    this.#unexplained.ifMarkedTicks += Math.min(mostTicks, Math.max(0, unknown - ended.newTicks));
    return { inferredTicks: 0, missedTicks: waitedFor && this.takesOrphans ? 0 : lost.mostTicks };
  }

  /** False where it ended. */
  #read(): boolean {
    const stat = readProcessStat(this.#proc, this.pid);
    if (stat?.start !== this.#stat.start) return false;
    this.#grownTicks += stat.waited - this.#stat.waited;
    this.#stat = stat;
    return true;
  }
}
