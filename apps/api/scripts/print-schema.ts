import { writeFile } from "node:fs/promises";
import { printSchema } from "graphql";
import { schema } from "../src/graphql/schema.ts";

/** Writes apps/api/schema.graphql: what clients generate from, and what a change of the API shows in a diff. */
await writeFile(new URL("../schema.graphql", import.meta.url), `${printSchema(schema)}\n`);
