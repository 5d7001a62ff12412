import type { IssueKey } from "./domain/api-keys.ts";
import type { Context as DomainContext } from "./domain/context.ts";

/** What one request carries: the domain's context, and what only the outside needs. */
export interface Context extends DomainContext {
  /** Origin of the addresses in answers, without a trailing slash. */
  publicUrl: string;
  /** Makes a key; better-auth's server function. */
  issueKey: IssueKey;
  /** Fires when the client is gone; never, for a request that is answered at once. */
  signal: AbortSignal;
}
