/** Long work that pauses now and then, and gives its result at the end: between its parts a process may answer. */
export type InTurns<Result> = Generator<undefined, Result, undefined>;

/** The result of work that nobody needs to interrupt. */
export function atOnce<Result>(work: InTurns<Result>): Result {
  for (;;) {
    const { done, value } = work.next();
    if (done) return value;
  }
}
