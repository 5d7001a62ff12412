import { followRun } from "@joulemark/client";
import type { Client, RunEvent } from "@joulemark/client";
import type { DemoExperiment, DemoRole } from "../../prisma/seed.ts";
import { seconds } from "../progress.mjs";

const redrawMs = 200;

interface RunView {
  name: string;
  state: string;
  progress: string;
}

/**
 * Follows the runs of experiments to their last event: on a terminal one line that changes, elsewhere a line for each run that begins or ends.
 * @throws the signal's reason
 */
export async function followRuns(client: Client, experiments: Partial<Record<DemoRole, DemoExperiment>>, signal: AbortSignal, out: NodeJS.WriteStream = process.stdout): Promise<void> {
  const startedAt = performance.now();
  const runs = Object.entries(experiments).flatMap(([role, { runs: { nodes } }]) => nodes.map(({ id, seed }) => ({ id, view: { name: `${role}, seed ${seed}`, state: "QUEUED", progress: "" } })));
  const elapsed = () => seconds(performance.now() - startedAt);
  const ended = () => runs.filter(({ view }) => isOver(view.state)).length;
  const say = (line: string) => out.write(`${out.isTTY ? "\r\u001b[K" : ""}  ${line}\n`);
  const draw = () => {
    const active = runs.filter(({ view }) => view.state === "RUNNING").map(({ view }) => `${view.name} ${view.progress}`.trim());
    out.write(`\r\u001b[K${`  … ${ended()} of ${runs.length} runs (${elapsed()}) ${active.join(" · ")}`.slice(0, (out.columns ?? 80) - 1)}`);
  };
  const timer = out.isTTY ? setInterval(draw, redrawMs) : null;
  try {
    await Promise.all(
      runs.map(async ({ id, view }) => {
        for await (const event of followRun(client, id, { signal })) {
          const before = view.state;
          apply(view, event);
          if (view.state === before) continue;
          if (view.state === "RUNNING") say(`… ${view.name}`);
          else if (isOver(view.state)) say(`${view.state === "SUCCEEDED" ? "✓" : "✗"} ${view.name}: ${view.progress || view.state} (${elapsed()})`);
        }
      }),
    );
  } catch (error) {
    signal.throwIfAborted();
    throw error;
  } finally {
    if (timer) clearInterval(timer);
    if (out.isTTY) out.write("\r\u001b[K");
  }
}

const isOver = (state: string): boolean => ["SUCCEEDED", "FAILED", "CANCELLED"].includes(state);

/** Takes from an event what the line shows. */
export function apply(view: RunView, event: Pick<RunEvent, "kind" | "step" | "values" | "message">): void {
  if (event.kind === "STATE" && event.message) view.state = event.message.split(/[\s:]/)[0] ?? view.state;
  const value = (name: string) => event.values.find((entry) => entry.name === name)?.value;
  const [loss, accuracy, joules] = [value("loss"), value("accuracy"), value("energyJoules")];
  if (event.kind === "PROGRESS") {
    view.progress = [event.step === null ? "" : `step ${event.step}`, loss === undefined ? "" : `loss ${loss.toPrecision(3)}`, joules === undefined ? "" : `${joules.toFixed(0)} J`].filter(Boolean).join(", ");
  }
  if (event.kind === "METRIC" && accuracy !== undefined) view.progress = `accuracy ${accuracy.toFixed(3)}`;
}
