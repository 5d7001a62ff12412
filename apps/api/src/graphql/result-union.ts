import type { ObjectFieldBuilder, FieldMap } from "@pothos/core";
import { DomainError } from "../domain/errors.ts";
import { builder } from "./builder.ts";

const UserErrorCode = builder.enumType("UserErrorCode", {
  values: ["INVALID_INPUT", "NOT_FOUND", "NOT_ALLOWED", "CONFLICT", "IDEMPOTENCY_CONFLICT", "BUDGET_EXCEEDED", "QUOTA_EXCEEDED", "EMBARGOED", "STALE_ATTEMPT"] as const,
});

interface UserErrorShape {
  code: DomainError["code"];
  message: string;
  path: string[] | null;
}

/** A refusal on its way to the client: data, not an exception. */
class Refusal {
  readonly errors: UserErrorShape[];
  constructor({ code, issues }: DomainError) {
    this.errors = issues.map(({ message, path }) => ({ code, message, path: path ?? null }));
  }
}

const UserError = builder.objectRef<UserErrorShape>("UserError").implement({
  fields: (t) => ({
    code: t.expose("code", { type: UserErrorCode }),
    message: t.exposeString("message"),
    path: t.exposeStringList("path", { nullable: true, description: "Where in the input, e.g. specification.pipeline.0.temperature." }),
  }),
});

const UserErrors = builder.objectType(Refusal, { name: "UserErrors", description: "An expected refusal, each reason with its place.", fields: (t) => ({ errors: t.expose("errors", { type: [UserError] }) }) });

type Types = typeof builder extends PothosSchemaTypes.SchemaBuilder<infer T> ? T : never;

/**
 * The result of a mutation: `<verb><noun>Success | UserErrors`.
 * @param name e.g. SubmitExperiment
 */
export function resultUnion<Success extends object>(name: string, description: string, fields: (t: ObjectFieldBuilder<Types, Success>) => FieldMap) {
  const success = builder.objectRef<Success>(`${name}Success`);
  success.implement({ description, fields });
  return builder.unionType(`${name}Result`, { types: [success, UserErrors], resolveType: (value) => (value instanceof Refusal ? UserErrors : success) });
}

/** Runs a use case; its refusal becomes data. A fault stays a fault. */
export async function asResult<Success>(work: () => Promise<Success>): Promise<Success | Refusal> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof DomainError) return new Refusal(error);
    throw error;
  }
}
