import { readFile, writeFile } from "node:fs/promises";
import { printSchema } from "graphql";
import { schema } from "../src/graphql/schema.ts";

/** Writes apps/api/schema.graphql: what clients generate from, and what a change of the API shows in a diff. Left alone where nothing changed. */
const path = new URL("../schema.graphql", import.meta.url);
const printed = `${printSchema(schema)}\n`;
if (printed !== (await readFile(path, "utf8"))) await writeFile(path, printed);
