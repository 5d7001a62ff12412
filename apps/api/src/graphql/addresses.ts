import { encodeGlobalId } from "../domain/global-id.ts";

/** Pages of the portal, by type. */
const pages = { Experiment: "experiments", Run: "runs", Result: "results", Publication: "publications", Model: "models" } as const;

/** Address of the portal's page of a thing. @param id its UUID */
export const pageUrl = (publicUrl: string, type: keyof typeof pages, id: string): string => `${publicUrl}/${pages[type]}/${encodeGlobalId(type, id)}`;

/** Address of the bytes with this hash. */
export const artifactUrl = (publicUrl: string, sha256: string): string => `${publicUrl}/artifacts/sha256/${sha256}`;
