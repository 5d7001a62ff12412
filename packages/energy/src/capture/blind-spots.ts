import { constants } from "node:os";
import type { RecordFlag } from "../record-flags.ts";
import { flagIf } from "../record-flags.ts";
import type { EnvironmentMarker } from "./environment-marker.ts";
import type { ProcessStat } from "./process-stat.ts";
import { readProcessFile } from "./process-stat.ts";

/** What in a tree of processes a look at /proc cannot see, or may not. */
export class BlindSpots {
  readonly #proc: string;
  readonly #root: ProcessStat;
  readonly #marker: EnvironmentMarker | null;
  #hadChildren = false;
  #sawMarked = false;
  #sawUnmarked = false;
  #sawHidden = false;
  #sawUnwaiting = false;

  constructor(proc: string, root: ProcessStat, marker: EnvironmentMarker | null) {
    this.#proc = proc;
    this.#root = root;
    this.#marker = marker;
    this.#lookAtSignals(root.pid);
  }

  /** Whether the root had any child, seen or not: who had none has none that detached itself. */
  get hadChildren(): boolean {
    return this.#hadChildren;
  }

  /** Whether all that was seen carried the marker: an orphan without it is then of somebody else. */
  get allMarked(): boolean {
    return this.#sawMarked && !this.#sawUnmarked;
  }

  look(root: ProcessStat | undefined): void {
    this.#hadChildren ||= root === undefined || root.waitedFaults > this.#root.waitedFaults;
  }

  add(pid: number): void {
    this.#hadChildren = true;
    this.#lookAtSignals(pid);
    if (this.#sawUnmarked || !this.#marker) return;
    if (this.#marker.isIn(pid)) this.#sawMarked = true;
    else this.#sawUnmarked = true;
  }

  /** A child was listed that cannot be read: it ended since, or it is somebody else's and hidden. */
  addUnreadable(pid: number): void {
    try {
      process.kill(pid, 0);
    } catch (cause) {
      this.#sawHidden ||= (cause as NodeJS.ErrnoException).code === "EPERM";
    }
  }

  flags(living: Iterable<number>): RecordFlag[] {
    for (const pid of living) this.#lookAtSignals(pid);
    return [...flagIf(this.#sawHidden, "hidden-processes-not-seen"), ...flagIf(this.#sawUnwaiting, "unwaited-children-not-seen")];
  }

  /** Where SIGCHLD is ignored, what children used goes to nobody. Source: times(2), notes. */
  #lookAtSignals(pid: number): void {
    if (this.#sawUnwaiting) return;
    const ignored = /^SigIgn:\s*([0-9a-f]+)/m.exec(readProcessFile(this.#proc, pid, "status") ?? "")?.[1];
    this.#sawUnwaiting = ignored !== undefined && ((BigInt(`0x${ignored}`) >> BigInt(constants.signals.SIGCHLD - 1)) & 1n) === 1n;
  }
}
