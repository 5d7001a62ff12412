/** Writes src/generated/documents.ts: types and typed document nodes of every document in src/documents. */
export default {
  schema: "../../apps/api/schema.graphql",
  documents: ["src/documents/*.graphql"],
  silent: true,
  errorsOnly: true,
  generates: {
    "src/generated/documents.ts": {
      plugins: ["typescript-operations", "typed-document-node"],
      config: {
        enumType: "string-literal",
        enumsAsTypes: true,
        useTypeImports: true,
        skipTypename: false,
        dedupeFragments: true,
        documentMode: "documentNode",
        defaultScalarType: "unknown",
        scalars: { DateTime: "string", JSON: "unknown" },
      },
    },
  },
};
