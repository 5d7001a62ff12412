import { lexicographicSortSchema } from "graphql";
import { builder } from "./builder.ts";
import "./types/index.ts";

/** The schema of `/graphql` and `/graphql/stream`; sorted, so that its print does not depend on the order of files. */
export const schema = lexicographicSortSchema(builder.toSchema());
