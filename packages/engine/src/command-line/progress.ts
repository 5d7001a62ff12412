import type { EngineEvent } from "../report.ts";

/** Where progress is shown: standard error, or a test's own. */
export interface Screen {
  isTTY?: boolean | undefined;
  columns?: number | undefined;
  write(text: string): unknown;
}

const ERASE_LINE = "\r\u001b[2K";
const REDRAW_MS = 100;
/** Where nothing can be redrawn: so many lines a run, and more where it is slow. */
const PLAIN_LINES = 10;
const PLAIN_MS = 30_000;
const BAR_WIDTH = 24;

/** "8 s", "3 min", "2 h 5 min" */
export function durationText(seconds: number): string {
  if (seconds < 100) return `${Math.ceil(seconds)} s`;
  const minutes = Math.round(seconds / 60);
  return minutes < 60 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

const count = (value: number): string => value.toLocaleString("en");
const figureTexts: Record<string, (value: number) => string> = {
  loss: (value) => `loss ${value.toPrecision(3)}`,
  accuracy: (value) => `accuracy ${(value * 100).toFixed(1)} %`,
  energyJoules: (value) => `${value.toPrecision(3)} J`,
};

function statusOf({ step = 0, totalSteps = 0, etaSeconds, values }: EngineEvent): string[] {
  const figures = values.flatMap(({ name, value }) => figureTexts[name]?.(value) ?? []);
  return [`step ${count(step)}/${count(totalSteps)}`, ...figures, ...(etaSeconds === undefined ? [] : [`${durationText(etaSeconds)} left`])];
}

/**
 * Shows the events of runs: a bar that is redrawn on a terminal, plain lines elsewhere.
 * What does not fit into the terminal's width is left out from the end.
 */
export class Progress {
  private readonly screen: Screen;
  private readonly now: () => number;
  private label = "";
  private drawn = false;
  private shownAt = -Infinity;
  private shownLines = -1;

  constructor(screen: Screen, now: () => number = () => performance.now()) {
    this.screen = screen;
    this.now = now;
  }

  /** The run whose events come next. @param label e.g. "seed 1" */
  begin(label: string): void {
    this.label = label;
    this.shownAt = -Infinity;
    this.shownLines = -1;
  }

  show(event: EngineEvent): void {
    if (event.kind === "LOG" && event.message) return this.say(`${this.label}: ${event.message}`);
    if (event.kind !== "PROGRESS" || !event.totalSteps) return;
    const share = Math.min(1, (event.step ?? 0) / event.totalSteps);
    const waited = this.now() - this.shownAt;
    const due = this.screen.isTTY ? waited >= REDRAW_MS || share === 1 : waited >= PLAIN_MS || Math.floor(share * PLAIN_LINES) > this.shownLines;
    if (!due) return;
    this.shownAt = this.now();
    this.shownLines = Math.floor(share * PLAIN_LINES);
    const percent = `${Math.floor(share * 100)} %`;
    if (!this.screen.isTTY) return void this.screen.write(`${this.label}: ${[percent, ...statusOf(event)].join(", ")}\n`);
    const full = Math.round(share * BAR_WIDTH);
    const line = [`${this.label} ${"█".repeat(full)}${"░".repeat(BAR_WIDTH - full)} ${percent}`, ...statusOf(event)].join("  ");
    this.screen.write(ERASE_LINE + line.slice(0, Math.max(10, (this.screen.columns ?? 80) - 1)));
    this.drawn = true;
  }

  /** A line of its own, above the bar. */
  say(text: string): void {
    this.clear();
    this.screen.write(`${text}\n`);
  }

  /** Takes the bar away. */
  clear(): void {
    if (this.drawn) this.screen.write(ERASE_LINE);
    this.drawn = false;
  }
}
