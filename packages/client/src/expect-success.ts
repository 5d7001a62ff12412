/** One expected refusal: its code, its reason, and where in the input, outermost name first. */
export interface Refusal {
  code: string;
  message: string;
  path?: readonly string[] | null;
}

/** A mutation was refused. The message names every path with its reason. */
export class Refused extends Error {
  override readonly name = "Refused";
  readonly refusals: readonly Refusal[];

  constructor(refusals: readonly Refusal[]) {
    super(refusals.map(({ code, message, path }) => `${path?.length ? `${path.join(".")}: ` : ""}${message} (${code})`).join("\n"));
    this.refusals = refusals;
  }

  has(code: string): boolean {
    return this.refusals.some((refusal) => refusal.code === code);
  }
}

/**
 * The success of a mutation's union.
 * @throws Refused if the answer is UserErrors
 */
export function expectSuccess<T extends { __typename: string }>(result: T): Exclude<T, { __typename: "UserErrors" }> {
  if (isRefusal(result)) throw new Refused(result.errors);
  return result as Exclude<T, { __typename: "UserErrors" }>;
}

function isRefusal(result: { __typename: string }): result is { __typename: "UserErrors"; errors: readonly Refusal[] } {
  return result.__typename === "UserErrors";
}
