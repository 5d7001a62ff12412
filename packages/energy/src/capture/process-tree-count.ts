import { readFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { BlindSpots } from "./blind-spots.ts";
import type { Coverage } from "./capture.ts";
import type { EnvironmentMarker } from "./environment-marker.ts";
import type { Member } from "./heirs.ts";
import { heirsInTree, leaveToOutside } from "./heirs.ts";
import { possibleReapers } from "./orphan-reaper.ts";
import { ROUNDING_TICKS } from "./outside-parent.ts";
import { OutsideParents } from "./outside-parents.ts";
import type { ChildrenOf } from "./process-children.ts";
import { childrenReader } from "./process-children.ts";
import type { ProcessStat } from "./process-stat.ts";
import { flagIf } from "../record-flags.ts";
import { readProcessStat } from "./process-stat.ts";

export interface CountedTree {
  proc: string;
  root: number;
  /** Whether the root's own time counts, or only that of what is below it. */
  countsRoot: boolean;
  marker: EnvironmentMarker | null;
  ticksPerSecond: number;
  /** Monotonic clock, s. */
  now(): number;
}

/**
 * CPU ticks of a tree of processes, from looks at /proc. What a process used goes to its parent when it ended and was waited for: so the sum over
 * the living of what they used and what they waited for loses nothing, however short a child lived between two looks. What goes elsewhere is kept
 * here: of members that nobody waited for, and of those that lost their parent.
 */
export class ProcessTreeCount {
  readonly #tree: CountedTree;
  readonly #lookAround: () => ChildrenOf;
  readonly #openedAtTick: number;
  readonly #outside: OutsideParents;
  readonly #blindSpots: BlindSpots;
  /** Parents before children: a Map keeps the order in which they were found. */
  readonly #members = new Map<number, Member>();
  #lookedAt: number;
  #startTicks = 0;
  #keptTicks = 0;
  #mostTicks = 0;
  #inferredTicks = 0;
  #missedTicks = 0;

  /** @throws where `proc` does not show the root */
  constructor(tree: CountedTree) {
    const { proc, root, marker, ticksPerSecond, now } = tree;
    this.#tree = tree;
    this.#outside = new OutsideParents(proc, marker);
    for (const pid of possibleReapers(proc, root)) this.#outside.watch(pid, true);
    this.#openedAtTick = Math.floor(uptimeSeconds(proc) * ticksPerSecond);
    const stat = readProcessStat(proc, root);
    if (!stat) throw new Error(`${proc} does not show process ${root}.`);
    this.#blindSpots = new BlindSpots(proc, stat, marker);
    this.#lookAround = childrenReader(proc, root);
    this.#lookedAt = now();
    this.#add(stat);
    this.#lookAt(() => false);
    this.#startTicks = this.#sum();
  }

  /** Ticks of the tree since it was opened; never falling. */
  look(): number {
    const passingTicks = this.#lookAt(({ start }) => !(start < this.#openedAtTick));
    this.#mostTicks = Math.max(this.#mostTicks, this.#sum() + passingTicks - this.#startTicks);
    return this.#mostTicks;
  }

  /** A process that the root has just started: known from now on, wherever it goes. */
  adopt(pid: number): void {
    if (!this.#members.has(pid)) this.#join(pid);
  }

  /** @param exactTicks what was counted of the same scope elsewhere, without gaps */
  coverage(exactTicks: number): Coverage {
    const { hadChildren, allMarked } = this.#blindSpots;
    const orphansUnseen = hadChildren && this.#tree.root !== 1 && !this.#outside.takesOrphans;
    const blind = [...this.#blindSpots.flags(this.#members.keys()), ...flagIf(orphansUnseen, "detached-children-not-seen")];
    const inferred = flagIf(this.#inferredTicks > ROUNDING_TICKS, "ended-time-inferred");
    if (blind.length > 0) return { share: null, flags: [...blind, ...inferred] };
    const missed = this.#missedTicks + (hadChildren ? this.#outside.unseenTicks(this.#lookAround(), allMarked) : 0);
    const seen = this.#mostTicks + exactTicks;
    const share = missed > 0 ? seen / (seen + missed) : 1;
    return { share, flags: [...inferred, ...flagIf(share < 0.95, "coverage-below-95-percent")] };
  }

  /** @returns ticks that are between two readings, counted by neither */
  #lookAt(isNew: (stat: ProcessStat) => boolean): number {
    const { proc, root, ticksPerSecond, now } = this.#tree;
    const before = this.#lookedAt;
    this.#lookedAt = now();
    const childrenOf = this.#lookAround();
    const ended: Member[] = [];
    // Parents are read before children: a child that ends in between is missing for a moment. The other way round it would count twice.
    const orphans = this.#outside.look(childrenOf, ({ pid, start }) => this.#members.get(pid)?.start === start, isNew);
    for (const orphan of orphans) if (!this.#members.has(orphan.pid)) this.#add(orphan);
    for (const member of this.#members.values()) {
      const stat = readProcessStat(proc, member.pid);
      if (stat?.start !== member.start) {
        this.#members.delete(member.pid);
        ended.push(member);
        const isMember = stat && (this.#members.has(stat.parent) || orphans.some(({ pid, start }) => pid === stat.pid && start === stat.start));
        if (isMember) this.#add(stat); // the next of that number
        continue;
      }
      Object.assign(member, stat, { waitedBefore: member.waited });
      if (!this.#members.has(stat.parent)) this.#outside.watch(stat.parent, member.pid !== root);
      for (const pid of childrenOf(member.pid)) if (!this.#members.has(pid)) this.#join(pid);
    }
    this.#blindSpots.look(this.#members.get(root));
    return this.#settle(ended, (this.#lookedAt - before) * ticksPerSecond);
  }

  #sum(): number {
    let ticks = this.#keptTicks;
    for (const member of this.#members.values()) ticks += this.#ticksOf(member);
    return ticks;
  }

  #ticksOf({ pid, own, waited }: ProcessStat): number {
    return (pid === this.#tree.root && !this.#tree.countsRoot ? 0 : own) + waited;
  }

  #join(pid: number): void {
    const stat = readProcessStat(this.#tree.proc, pid);
    if (stat) this.#add(stat);
    else this.#blindSpots.addUnreadable(pid);
  }

  #add(stat: ProcessStat): void {
    this.#members.set(stat.pid, { ...stat, waitedBefore: stat.waited });
    if (stat.pid === this.#tree.root) return;
    this.#blindSpots.add(stat.pid);
    if (stat.start < this.#openedAtTick) this.#startTicks += this.#ticksOf(stat); // an older one, that lost its parent to the root
  }

  /**
   * Finds where the ticks of those that ended went. Who is no longer shown was waited for before now, or never will be: an ancestor whose waited
   * time grew by what they had used waited for them; else nobody did, and it is kept here.
   */
  #settle(ended: Member[], sinceTicks: number): number {
    const mostTicks = sinceTicks * availableParallelism();
    const heirs = heirsInTree(ended, this.#members, (member) => this.#ticksOf(member), (pid) => readProcessStat(this.#tree.proc, pid));
    let passingTicks = 0;
    for (const [heir, { ticks, orphanTicks, waited }] of heirs) {
      passingTicks += Math.min(ticks, waited - heir.waitedBefore) - Math.min(ticks, heir.waited - heir.waitedBefore);
      const unwaitedTicks = ticks - (waited - heir.waitedBefore);
      if (unwaitedTicks <= ROUNDING_TICKS) continue;
      this.#keptTicks += unwaitedTicks;
      this.#outside.explain(Math.min(unwaitedTicks, orphanTicks));
      if (unwaitedTicks > orphanTicks) this.#missedTicks += mostTicks;
    }
    const left = leaveToOutside(ended, this.#members, this.#outside, (member) => ({ ticks: this.#ticksOf(member), mostTicks: sinceTicks * Math.min(member.threads, availableParallelism()) }));
    const { inferredTicks, missedTicks } = this.#outside.settle(mostTicks);
    this.#keptTicks += left.keptTicks + inferredTicks;
    this.#inferredTicks += inferredTicks;
    this.#missedTicks += left.missedTicks + missedTicks;
    return passingTicks;
  }
}

/** NaN, which no start is before, where it is not shown. */
function uptimeSeconds(proc: string): number {
  try {
    return Number.parseFloat(readFileSync(`${proc}/uptime`, "latin1"));
  } catch {
    return Number.NaN;
  }
}
