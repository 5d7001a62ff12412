import { createHash } from "node:crypto";
import { join } from "node:path";

/** Where a work folder has a further model that a step names, by the name as it stands in the specification. */
export const modelFolder = (folder: string, name: string): string => join(folder, "models", createHash("sha256").update(name).digest("hex").slice(0, 16));
