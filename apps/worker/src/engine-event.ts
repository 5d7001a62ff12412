import type { HeartbeatInput, RunEventInput } from "@joulemark/client";
import { z } from "zod";

const count = z.int().min(0).nullish();
const schema = z.object({
  at: z.iso.datetime({ offset: true }),
  kind: z.enum(["STATE", "PROGRESS", "METRIC", "LOG", "ENERGY", "CHECKPOINT"]),
  step: count,
  totalSteps: count,
  epoch: count,
  etaSeconds: z.number().min(0).nullish(),
  backend: z.string().max(200).nullish(),
  // JSON has no NaN and no infinity: they come as null, and are not a value of anything.
  values: z.array(z.object({ name: z.string().max(100), value: z.number().nullable() })).max(50),
  message: z.string().nullish(),
});

/** One event as the engine's process prints it. */
export type EngineEvent = z.output<typeof schema>;

/** Longest message the API takes, characters. */
const longestMessage = 4_000;

/** The event that a line of the engine's standard output is; null where it is something else, such as a library's words. */
export function parseEngineEvent(line: string): EngineEvent | null {
  if (!line.startsWith("{")) return null;
  try {
    return schema.safeParse(JSON.parse(line)).data ?? null;
  } catch (error) {
    if (error instanceof SyntaxError || (error as Error).name === "SyntaxError") return null;
    throw error;
  }
}

/** As the API takes it. */
export const toRunEvent = ({ at, kind, step, epoch, values, message }: EngineEvent): RunEventInput => ({
  at,
  kind,
  step,
  epoch,
  values: values.flatMap(({ name, value }) => (value === null ? [] : [{ name, value }])),
  message: message?.slice(0, longestMessage),
});

/** Joules that an event tells of, from the run's beginning; null: it tells of none. */
export const joulesOf = ({ values }: EngineEvent): number | null => values.find(({ name }) => name === "energyJoules")?.value ?? null;

/** How far an attempt has come, from its newest events. */
export class Progress {
  #newest: Omit<HeartbeatInput, "attempt"> = {};

  note(event: EngineEvent): void {
    const { step, totalSteps, epoch, etaSeconds, backend } = event;
    const told = { step, totalSteps, epoch, etaSeconds, backend, energyJoules: joulesOf(event) };
    this.#newest = { ...this.#newest, ...Object.fromEntries(Object.entries(told).filter(([, value]) => value !== null && value !== undefined)) };
  }

  /** What is not known yet is absent. */
  get newest(): Omit<HeartbeatInput, "attempt"> {
    return this.#newest;
  }
}
