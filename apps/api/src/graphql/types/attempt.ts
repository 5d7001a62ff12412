import { storedRecord } from "../../domain/energy-record.ts";
import { builder } from "../builder.ts";
import { AttemptEnergy } from "./attempt-energy.ts";

const AttemptState = builder.enumType("AttemptState", { values: ["RUNNING", "SUCCEEDED", "FAILED", "LOST", "CANCELLED"] as const });

export const Failure = builder.objectRef<{ code: string; message: string }>("Failure").implement({
  fields: (t) => ({ code: t.exposeString("code"), message: t.exposeString("message") }),
});

/** The failure of a row; null where it has none. */
export const failureOf = ({ failureCode, failureMessage }: { failureCode: string | null; failureMessage: string | null }): { code: string; message: string } | null =>
  failureCode === null ? null : { code: failureCode, message: failureMessage ?? "" };

export const Attempt = builder.prismaObject("Attempt", {
  description: "One try at a run by one worker.",
  fields: (t) => ({
    number: t.exposeInt("number"),
    state: t.expose("state", { type: AttemptState }),
    startedAt: t.expose("startedAt", { type: "DateTime" }),
    endedAt: t.expose("endedAt", { type: "DateTime", nullable: true }),
    backend: t.exposeString("backend", { nullable: true }),
    workerName: t.exposeString("workerName", { nullable: true }),
    energyJoules: t.exposeFloat("energyJoules", { nullable: true, description: "So far, with what it resumed from, J; null: nothing was reported." }),
    energy: t.field({ type: AttemptEnergy, nullable: true, description: "What its meters recorded; null: nothing was received.", select: { energyRecord: true }, resolve: ({ energyRecord }) => storedRecord(energyRecord) }),
    failure: t.field({ type: Failure, nullable: true, resolve: failureOf }),
  }),
});
