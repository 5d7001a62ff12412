import type { Context as DomainContext } from "./domain/context.ts";
import type { Identity, SendMail } from "./domain/identity.ts";

/** What one request carries: the domain's context, and what only the outside needs. */
export interface Context extends DomainContext {
  /** Origin of the addresses in answers, without a trailing slash. */
  publicUrl: string;
  /** Keys, passwords and links; better-auth's server functions. */
  identity: Identity;
  /** Null: there is no mail server. */
  sendMail: SendMail | null;
  /** Fires when the client is gone; never, for a request that is answered at once. */
  signal: AbortSignal;
}
