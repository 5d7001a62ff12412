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
  /** What may have been missed of parents that ended. */
  readonly #gone = { unmarkedTicks: 0, markedTicks: 0 };

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
    this.#gone.unmarkedTicks += parent.unexplainedTicks(false);
    this.#gone.markedTicks += parent.unexplainedTicks(true);
    this.#parents.delete(parent.pid);
  }

  get(pid: number): OutsideParent | undefined {
    return this.#parents.get(pid);
  }

  /** Ticks that were kept although who takes orphans may have waited for them. */
  explain(ticks: number): void {
    this.#explainedTicks += ticks;
  }

  settle(mostTicks: number): { inferredTicks: number; missedTicks: number } {
    const sum = { inferredTicks: 0, missedTicks: 0 };
    for (const parent of this.#parents.values()) {
      const { inferredTicks, missedTicks } = parent.settle(mostTicks);
      sum.inferredTicks += inferredTicks;
      sum.missedTicks += missedTicks;
    }
    return sum;
  }

  /**
   * At most so many ticks of orphans of the tree are counted nowhere, of those that ended and those that live unrecognized with what is below them.
   * @param allMarked whether all that was seen of the tree carried the marker
   */
  unseenTicks(childrenOf: ChildrenOf, allMarked: boolean): number {
    const parents = [...this.#parents.values()];
    const gone = allMarked ? this.#gone.markedTicks : this.#gone.unmarkedTicks;
    const ended = parents.reduce((sum, parent) => sum + parent.unexplainedTicks(allMarked), gone - this.#explainedTicks);
    const living = new Set(parents.flatMap((parent) => parent.unknownOrphans(allMarked)).flatMap((orphan) => processesBelow(orphan, childrenOf)));
    let ticks = Math.max(0, ended);
    for (const pid of living) {
      const stat = readProcessStat(this.#proc, pid);
      ticks += stat ? stat.own + stat.waited : 0;
    }
    return ticks;
  }
}
