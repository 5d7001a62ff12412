import { specificationJsonSchema } from "@joulemark/engine/spec";
import { builder } from "../builder.ts";

builder.queryField("specificationSchema", (t) => t.field({ type: "JSON", description: "The JSON Schema of a specification.", resolve: () => specificationJsonSchema() }));
