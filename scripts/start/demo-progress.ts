import { followRun } from "@joulemark/client";
import type { Client, RunEvent } from "@joulemark/client";
import type { DemoExperiment, DemoRole } from "../../prisma/seed.ts";
import { seconds } from "../progress.mjs";

const redrawMs = 200;

/** What is shown of a run; null: not known yet. */
export interface RunView {
  name: string;
  state: string;
  step: number | null;
  loss: number | null;
  joules: number | null;
  testAccuracy: number | null;
}

/**
 * Follows the runs of experiments to their last event: on a terminal one line that changes, elsewhere a line for each run that begins or ends.
 * @throws the signal's reason
 */
export async function followRuns(client: Client, experiments: Partial<Record<DemoRole, DemoExperiment>>, signal: AbortSignal, out: NodeJS.WriteStream = process.stdout): Promise<void> {
  const startedAt = performance.now();
  const elapsed = () => seconds(performance.now() - startedAt);
  const runs = Object.entries(experiments).flatMap(([role, experiment]) => experiment.runs.nodes.map(({ id, seed }) => ({ id, view: newView(`${role}, seed ${seed}`) })));
  const clear = out.isTTY ? "\r\u001b[K" : "";
  const draw = () => {
    const ended = runs.filter(({ view }) => isOver(view)).length;
    const active = runs.filter(({ view }) => view.state === "RUNNING").map(({ view }) => describe(view));
    out.write(`${clear}${`  … ${ended} of ${runs.length} runs (${elapsed()}) ${active.join(" · ")}`.slice(0, (out.columns ?? 80) - 1)}`);
  };
  const timer = out.isTTY ? setInterval(draw, redrawMs) : null;
  try {
    await Promise.all(
      runs.map(async ({ id, view }) => {
        for await (const event of followRun(client, id, { signal })) {
          const before = view.state;
          apply(view, event);
          if (view.state === before) continue;
          if (isOver(view)) out.write(`${clear}  ${view.state === "SUCCEEDED" ? "✓" : "✗"} ${describe(view)} (${elapsed()})\n`);
          else if (!out.isTTY && view.state === "RUNNING") out.write(`  … ${view.name}\n`);
        }
      }),
    );
  } catch (error) {
    signal.throwIfAborted();
    throw error;
  } finally {
    if (timer) clearInterval(timer);
    out.write(clear);
  }
}

export const newView = (name: string): RunView => ({ name, state: "QUEUED", step: null, loss: null, joules: null, testAccuracy: null });

const isOver = ({ state }: RunView): boolean => ["SUCCEEDED", "FAILED", "CANCELLED"].includes(state);

/** Takes from an event what is shown. */
export function apply(view: RunView, { kind, step, values, message }: Pick<RunEvent, "kind" | "step" | "values" | "message">): void {
  const value = (name: string): number | null => values.find((entry) => entry.name === name)?.value ?? null;
  if (kind === "STATE" && message) view.state = message;
  if (kind === "PROGRESS" && step !== null) view.step = step;
  view.loss = value("loss") ?? view.loss;
  view.joules = value("trainingEnergyJoules") ?? value("energyJoules") ?? view.joules;
  view.testAccuracy = value("testAccuracy") ?? view.testAccuracy;
}

/** One run in a few words: while it trains its step and loss, afterwards its accuracy. */
export function describe({ name, state, step, loss, joules, testAccuracy }: RunView): string {
  const shown = testAccuracy === null ? [step === null ? state : `step ${step}`, loss === null ? "" : `loss ${loss.toPrecision(3)}`] : [`accuracy ${testAccuracy.toFixed(3)}`];
  return `${name}: ${[...shown, joules === null ? "" : `${joules.toFixed(2)} J`].filter(Boolean).join(", ")}`;
}
