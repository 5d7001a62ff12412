/** The codes of the contract that a refusal may have. */
export type RefusalCode =
  | "INVALID_INPUT"
  | "NOT_FOUND"
  | "NOT_ALLOWED"
  | "CONFLICT"
  | "IDEMPOTENCY_CONFLICT"
  | "BUDGET_EXCEEDED"
  | "QUOTA_EXCEEDED"
  | "EMBARGOED"
  | "STALE_ATTEMPT";

/** One thing that is wrong; `path` says where in the input, e.g. ["specification", "pipeline", "0", "temperature"]. */
export interface Issue {
  message: string;
  path?: string[];
}

/** An expected refusal: the caller is told what is wrong. Whatever else is thrown is a fault, hidden and logged. */
export abstract class DomainError extends Error {
  abstract readonly code: RefusalCode;
  readonly issues: Issue[];

  constructor(issues: Issue[]) {
    super(issues.map(({ message }) => message).join(" "));
    this.issues = issues;
  }
}

const at = (path?: string[]): Pick<Issue, "path"> => (path ? { path } : {});

/** Every path that is wrong, and the rule it breaks. */
export class InvalidInput extends DomainError {
  override readonly name = "InvalidInput";
  readonly code = "INVALID_INPUT";
}

/** It is not there, or the actor may not see it: the answer is the same. */
export class NotFound extends DomainError {
  override readonly name = "NotFound";
  readonly code = "NOT_FOUND";
  constructor(what: string, id: string, path?: string[]) {
    super([{ message: `There is no ${what} ${id}, or you may not see it.`, ...at(path) }]);
  }
}

/** The actor may see it, but not do this. */
export class NotAllowed extends DomainError {
  override readonly name = "NotAllowed";
  readonly code = "NOT_ALLOWED";
  constructor(message: string, path?: string[]) {
    super([{ message, ...at(path) }]);
  }
}

/** It does not fit the state things are in: a name that is taken, a run that is over. */
export class Conflict extends DomainError {
  override readonly name = "Conflict";
  readonly code = "CONFLICT";
  constructor(message: string, path?: string[]) {
    super([{ message, ...at(path) }]);
  }
}

/** The same key came with another body. */
export class IdempotencyConflict extends DomainError {
  override readonly name = "IdempotencyConflict";
  readonly code = "IDEMPOTENCY_CONFLICT";
  constructor(key: string) {
    super([{ message: `The idempotency key ${JSON.stringify(key)} was used with another input.`, path: ["idempotencyKey"] }]);
  }
}

/** An institution's limit would be passed. */
export class QuotaExceeded extends DomainError {
  override readonly name = "QuotaExceeded";
  readonly code = "QUOTA_EXCEEDED";
  constructor(message: string) {
    super([{ message }]);
  }
}

/** The experiment's budget leaves nothing. */
export class BudgetExceeded extends DomainError {
  override readonly name = "BudgetExceeded";
  readonly code = "BUDGET_EXCEEDED";
  constructor(message: string, path?: string[]) {
    super([{ message, ...at(path) }]);
  }
}

/** The attempt is not the run's current one, or its token is wrong. Nothing was written. */
export class StaleAttempt extends DomainError {
  override readonly name = "StaleAttempt";
  readonly code = "STALE_ATTEMPT";
  constructor(runId: string, number: number) {
    super([{ message: `Attempt ${number} of run ${runId} is over; nothing was written.`, path: ["attempt"] }]);
  }
}
