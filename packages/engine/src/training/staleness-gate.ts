/** Longer waits than this are counted as this long. */
const MOST_COUNTED = 255;

/**
 * Lets gradients through to the weights so that none comes later than allowed. A gradient's staleness is the number of updates between the weights that it
 * was computed at and its own update. With a bound an update waits while it would make a gradient too late that is still being computed; gradients that waited and would
 * become too late by each other make one update together. So bound 0 is bulk-synchronous: one update of everyone's gradients, again and again.
 */
export class StalenessGate<Gradient> {
  /** Gradients let through, by staleness. */
  readonly counts: number[];
  private readonly most: number;
  private version = 0;
  private readonly computing = new Map<number, number>();
  private readonly waiting: { worker: number; version: number; gradient: Gradient }[] = [];

  /** @param most null: no bound @param counts from which to go on */
  constructor(most: number | null, counts: ArrayLike<number> = []) {
    this.most = most ?? Infinity;
    this.counts = Array.from(counts);
  }

  isBusy(worker: number): boolean {
    return this.computing.has(worker) || this.waiting.some((one) => one.worker === worker);
  }

  /** A worker begins to compute at the weights of now. */
  begin(worker: number): void {
    this.computing.set(worker, this.version);
  }

  arrive(worker: number, gradient: Gradient): void {
    this.waiting.push({ worker, version: this.computing.get(worker)!, gradient });
    this.computing.delete(worker);
  }

  /** The gradients of the next update, in the order of their workers; none: one that is being computed must come first. */
  take(): Gradient[] {
    const tooLate = (version: number): boolean => this.version + 1 - version > this.most;
    if (this.waiting.length === 0 || [...this.computing.values()].some(tooLate)) return [];
    const due = this.waiting.filter(({ version }, k) => k === 0 || tooLate(version)).toSorted((a, b) => a.worker - b.worker);
    for (const one of due) {
      this.waiting.splice(this.waiting.indexOf(one), 1);
      const staleness = Math.min(MOST_COUNTED, this.version - one.version);
      while (this.counts.length <= staleness) this.counts.push(0);
      this.counts[staleness]!++;
    }
    this.version++;
    return due.map(({ gradient }) => gradient);
  }
}
