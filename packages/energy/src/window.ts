import type { BoundedJoules } from "./meters/open-meter.ts";
import type { Sampler, Work } from "./sampler.ts";
import type { MeterSums, Sums } from "./sums.ts";
import { addSums, copySums, noSums } from "./sums.ts";

/** The part of a work's running totals in which a window was open and not paused. */
export class WindowSums {
  private readonly sampler: Sampler;
  private readonly work: Work;
  private closed: Sums;
  private opened: { sums: Sums; pending: BoundedJoules[] } | null = null;

  constructor(sampler: Sampler, work: Work) {
    this.sampler = sampler;
    this.work = work;
    this.closed = noSums(work.sums.meters.length);
  }

  pause(): void {
    if (!this.opened) return;
    this.closed = this.soFar();
    this.opened = null;
  }

  resume(): void {
    if (this.opened) return;
    this.sampler.sample();
    this.opened = { sums: copySums(this.work.sums), pending: this.sampler.pendingOf(this.work.root) };
  }

  soFar(): Sums {
    if (!this.opened) return copySums(this.closed);
    this.sampler.sample();
    const { sums, pending } = this.opened;
    const passed = addSums(this.work.sums, sums, -1);
    const now = this.sampler.pendingOf(this.work.root);
    return addSums(this.closed, { ...passed, meters: passed.meters.map((own, index) => withPending(own, pending[index]!, now[index]!)) });
  }
}

/** What was pending when the window opened is taken off what was found out later; what is pending now is added. */
function withPending(own: MeterSums, atStart: BoundedJoules, now: BoundedJoules): MeterSums {
  const lowJoules = Math.max(0, own.lowJoules + now.lowJoules - atStart.highJoules);
  const highJoules = Math.max(lowJoules, own.highJoules + now.highJoules - atStart.lowJoules);
  return { ...own, lowJoules, highJoules, joules: Math.min(highJoules, Math.max(lowJoules, own.joules + now.joules - atStart.joules)) };
}
