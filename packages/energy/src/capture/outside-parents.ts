import type { EnvironmentMarker } from "./environment-marker.ts";
import { OutsideParent } from "./outside-parent.ts";
import type { ChildrenOf } from "./process-children.ts";
import { processesBelow } from "./process-children.ts";
import type { ProcessStat } from "./process-stat.ts";
import { readProcessStat } from "./process-stat.ts";

/** The processes outside a tree that matter to it: where orphans of it turn up, and what may have been missed of them. */
export class OutsideParents {
  readonly #proc: string;
  readonly #marker: EnvironmentMarker | null;
  readonly #parents = new Map<number, OutsideParent>();
  #explainedTicks = 0;

  constructor(proc: string, marker: EnvironmentMarker | null) {
    this.#proc = proc;
    this.#marker = marker;
  }

  get takesOrphans(): boolean {
    return [...this.#parents.values()].some((parent) => parent.takesOrphans);
  }

  watch(pid: number, takesOrphans: boolean): void {
    const watched = this.#parents.get(pid);
    if (watched && (watched.takesOrphans || !takesOrphans)) return;
    const stat = readProcessStat(this.#proc, pid);
    if (stat) this.#parents.set(pid, new OutsideParent(this.#proc, stat, takesOrphans));
  }

  /**
   * @param isOfTree whether it is counted already
   * @param isNew whether a process is younger than the count
   * @returns orphans of the tree, known by the marker in their environment
   */
  look(childrenOf: ChildrenOf, isOfTree: (stat: ProcessStat) => boolean, isNew: (stat: ProcessStat) => boolean): ProcessStat[] {
    const orphans: ProcessStat[] = [];
    for (const parent of this.#parents.values()) {
      const children = parent.look(childrenOf);
      if (!children) this.#remove(parent);
      for (const pid of children ?? []) {
        const stat = readProcessStat(this.#proc, pid);
        if (!stat || isOfTree(stat)) continue;
        if (isNew(stat) && this.#marker?.isIn(pid)) orphans.push(stat);
        else parent.addOther(stat, isNew(stat));
      }
    }
    return orphans;
  }

  #remove(parent: OutsideParent): void {
    this.#explainedTicks -= parent.unexplainedTicks; // what may have been missed stays so
    this.#parents.delete(parent.pid);
  }

  get(pid: number): OutsideParent | undefined {
    return this.#parents.get(pid);
  }

  /** Ticks that were kept although who takes orphans may have waited for them. */
  explain(ticks: number): void {
    this.#explainedTicks += ticks;
  }

  settle(): { inferredTicks: number; missedTicks: number } {
    const sum = { inferredTicks: 0, missedTicks: 0 };
    for (const parent of this.#parents.values()) {
      const { inferredTicks, missedTicks } = parent.settle();
      sum.inferredTicks += inferredTicks;
      sum.missedTicks += missedTicks;
    }
    return sum;
  }

  /** At most so many ticks of orphans of the tree that ended are counted nowhere. */
  endedOrphansTicks(): number {
    let ticks = -this.#explainedTicks;
    for (const parent of this.#parents.values()) ticks += parent.unexplainedTicks;
    return Math.max(0, ticks);
  }

  /** At most so many of orphans of the tree that live unrecognized, with what is below them. */
  livingOrphansTicks(childrenOf: ChildrenOf): number {
    const orphans = [...this.#parents.values()].flatMap((parent) => parent.unknownOrphans());
    let ticks = 0;
    for (const pid of new Set(orphans.flatMap((orphan) => processesBelow(orphan, childrenOf)))) {
      const stat = readProcessStat(this.#proc, pid);
      ticks += stat ? stat.own + stat.waited : 0;
    }
    return ticks;
  }
}
