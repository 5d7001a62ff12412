import type { ChildrenOf } from "./process-children.ts";
import { childrenOfFirstThread } from "./process-children.ts";
import type { ProcessStat } from "./process-stat.ts";
import { readProcessStat } from "./process-stat.ts";

/** Differences of truncated user and system ticks are off by less than one each. */
export const ROUNDING_TICKS = 2;

const NOTHING_LOST = { processes: 0, ticks: 0, mostTicks: 0 };

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
  #unexplainedTicks = 0;
  /** Its children that are not counted: their start, whether they are as young as the count, and what of their time is known not to be of the tree. */
  readonly #others = new Map<number, { start: number; isNew: boolean; ticks: number }>();
  #othersEnded = false;
  #lost = NOTHING_LOST;

  constructor(proc: string, stat: ProcessStat, takesOrphans: boolean) {
    this.#proc = proc;
    this.#stat = stat;
    this.takesOrphans = takesOrphans;
  }

  get pid(): number {
    return this.#stat.pid;
  }

  /** At most so much of what it waited for was of the tree and is counted nowhere. */
  get unexplainedTicks(): number {
    return this.takesOrphans ? this.#unexplainedTicks : 0;
  }

  /** @returns its children without those that are known not to be of the tree; null where it ended */
  look(childrenOf: ChildrenOf): number[] | null {
    if (!this.#read()) return null;
    const children = new Set(childrenOfFirstThread(this.#proc, childrenOf, this.pid));
    for (const [pid, { start, ticks }] of this.#others) {
      if (children.has(pid) || readProcessStat(this.#proc, pid)?.start === start) continue; // the list may lack one for a moment
      this.#others.delete(pid);
      this.#othersEnded = true;
      this.#unexplainedTicks -= ticks;
    }
    return [...children].filter((pid) => !this.#others.has(pid));
  }

  addOther({ pid, start, own, waited }: ProcessStat, isNew: boolean): void {
    this.#others.set(pid, { start, isNew, ticks: isNew ? 0 : own + waited });
  }

  /** Living orphans that may be of the tree; also under a number that was another's when it was last read, since looks do not read those again. */
  unknownOrphans(): number[] {
    if (!this.takesOrphans) return [];
    return [...this.#others].flatMap(([pid, { start, isNew }]) => {
      const stat = readProcessStat(this.#proc, pid);
      return stat && (isNew || stat.start !== start) ? [pid] : [];
    });
  }

  /** A child of the tree ended: it had used `ticks` when it was last seen, and can have used `mostTicks` since. */
  lose(ticks: number, mostTicks: number): void {
    this.#lost = { processes: this.#lost.processes + 1, ticks: this.#lost.ticks + ticks, mostTicks: this.#lost.mostTicks + mostTicks };
  }

  /**
   * What lost children had used after they were last seen: what its waited time grew by above what they were known to have used. Only where no
   * other child ended in that time, and where it is not more than they can have used.
   */
  settle(): { inferredTicks: number; missedTicks: number } {
    const { processes, ticks, mostTicks } = this.#lost;
    if (processes > 0) this.#read(); // who is no longer shown was waited for before now
    const grown = this.#grownTicks;
    const waitedFor = grown + ROUNDING_TICKS >= ticks;
    const more = waitedFor ? Math.max(0, grown - ticks) : grown;
    const certain = waitedFor && !this.#othersEnded && more <= mostTicks + ROUNDING_TICKS;
    this.#lost = NOTHING_LOST;
    this.#grownTicks = 0;
    this.#othersEnded = false;
    if (processes > 0 && certain) return { inferredTicks: more, missedTicks: 0 };
    this.#unexplainedTicks += more;
    return { inferredTicks: 0, missedTicks: waitedFor && this.takesOrphans ? 0 : mostTicks };
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
