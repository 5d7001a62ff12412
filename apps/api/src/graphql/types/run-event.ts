import { visibleRuns } from "../../domain/access.ts";
import { NotFound } from "../../domain/errors.ts";
import { followRunEvents } from "../../domain/run-events.ts";
import type { RunEvent as RunEventRow } from "../../storage/db.ts";
import { builder } from "../builder.ts";
import { localId } from "../local-id.ts";
import { NamedValue } from "./measurement.ts";

export const RunEventKind = builder.enumType("RunEventKind", { values: ["STATE", "PROGRESS", "METRIC", "LOG", "ENERGY", "CHECKPOINT"] as const });

export const RunEvent = builder.objectRef<RunEventRow>("RunEvent").implement({
  description: "What happened in a run, numbered from 1 without a gap.",
  fields: (t) => ({
    sequence: t.exposeInt("sequence"),
    at: t.expose("at", { type: "DateTime" }),
    kind: t.expose("kind", { type: RunEventKind }),
    step: t.exposeInt("step", { nullable: true }),
    epoch: t.exposeInt("epoch", { nullable: true }),
    values: t.field({ type: [NamedValue], resolve: ({ values }) => values as unknown as { name: string; value: number }[] }),
    message: t.exposeString("message", { nullable: true }),
  }),
});

builder.subscriptionField("runEvents", (t) =>
  t.field({
    type: RunEvent,
    description: "Events of a run after the sequence number given, then those that come; ends after the run's last event.",
    args: { id: t.arg.id({ required: true }), after: t.arg.int({ required: true, defaultValue: 0, description: "The last sequence number already seen." }) },
    async subscribe(_root, { id, after }, context) {
      // Here, so that it is an answer; thrown by the generator it would look like a connection that broke.
      const run = await context.db.run.findFirst({ where: { AND: [{ id: localId("Run", id) }, visibleRuns(context.actor)] }, select: { id: true } });
      if (!run) throw new NotFound("run", id, ["id"]);
      return followRunEvents(context, run.id, after, context.signal);
    },
    resolve: (event) => event,
  }),
);
