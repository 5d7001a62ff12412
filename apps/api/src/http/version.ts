import { createHash } from "node:crypto";
import { printSchema } from "graphql";
import manifest from "../../package.json" with { type: "json" };
import { schema } from "../graphql/schema.ts";

/** What runs here: the version, Node's, and the first digits of the schema's sha256. */
export const runningVersion = (): { version: string; node: string; schema: string } => ({
  version: manifest.version,
  node: process.version,
  schema: createHash("sha256").update(printSchema(schema)).digest("hex").slice(0, 12),
});
