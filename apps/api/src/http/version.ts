import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { printSchema } from "graphql";
import { schema } from "../graphql/schema.ts";

const manifest = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8")) as { version: string };

/** What runs here: the version, Node's, and the first digits of the schema's sha256. */
export const runningVersion = (): { version: string; node: string; schema: string } => ({
  version: manifest.version,
  node: process.version,
  schema: createHash("sha256").update(printSchema(schema)).digest("hex").slice(0, 12),
});
