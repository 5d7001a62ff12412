import { delimiter } from "node:path";

/** What the command line reads of the environment. */

/** Grid zone of this machine, e.g. `DE`; null: not set. */
export const zoneOfEnvironment = (): string | null => process.env["JOULEMARK_ZONE"] || null;

/** Folders in which commands are looked for; an empty entry is the working folder. */
export const commandFolders = (): string[] => (process.env["PATH"] ?? "/usr/local/bin:/usr/bin:/bin").split(delimiter).map((folder) => folder || ".");

/** The environment of this process, with more. */
export const withEnvironment = (more: Readonly<Record<string, string>>): NodeJS.ProcessEnv => ({ ...process.env, ...more });
