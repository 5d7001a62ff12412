import type { IssueKey } from "./api-keys.ts";

/** A link that is good once, for a short time. */
export interface OneTimeLink {
  url: string;
  expiresAt: Date;
}

/** What the domain is given by whoever keeps sessions, passwords and keys; it decides, checks and notes, and these do. */
export interface Identity {
  issueKey: IssueKey;
  /** As it is stored; slow on purpose. */
  hashPassword(password: string): Promise<string>;
  /** Opens the portal as the person of this address. */
  signInLink(email: string): Promise<OneTimeLink>;
  /** Lets the person of this address choose a new password. */
  passwordResetLink(email: string): Promise<OneTimeLink>;
}

/** Sends a message as plain text; null in the context where the installation has no mail server. */
export type SendMail = (mail: { to: string; subject: string; text: string }) => Promise<void>;
