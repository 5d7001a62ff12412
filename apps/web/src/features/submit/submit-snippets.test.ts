import { readFileSync } from "node:fs";
import { expect, test } from "@jest/globals";
import { buildSchema, parse, validate, valueFromASTUntyped } from "graphql";
import type { FieldNode, OperationDefinitionNode } from "graphql";
import { submitGraphql, submitPython } from "./submit-snippets.ts";

const schema = buildSchema(readFileSync(new URL("../../../../api/schema.graphql", import.meta.url), "utf8"));
const specification = {
  version: 1, name: 'A "quoted" \\ name\nof two lines, 名称', task: "digits", base: { layers: [] },
  pipeline: [{ technique: "distill", temperature: 0.5, student: { layers: [{ type: "dense", units: 16, activation: "relu" }] }, exact: true, nothing: null }], seeds: [1, 2, 3],
};
const submission = { project: "lab", idempotencyKey: "k", specification };

test("the GraphQL is what the API can be asked, and means the same specification", () => {
  const document = parse(submitGraphql({ ...submission, visibility: "PROJECT" }));
  expect(validate(schema, document)).toEqual([]);
  const field = (document.definitions[0] as OperationDefinitionNode).selectionSet.selections[0] as FieldNode;
  expect(valueFromASTUntyped(field.arguments![0]!.value)).toEqual({ ...submission, visibility: "PROJECT" });
});
test("the Python sends a valid document to the reader's origin, and writes its values as Python does", () => {
  const text = submitPython("https://joulemark.example", submission);
  expect(validate(schema, parse(text.split('"""')[1]!))).toEqual([]);
  expect(text).toContain('"https://joulemark.example/graphql"');
  expect(text).toMatch(/"exact": True/);
  expect(text).toMatch(/"nothing": None/);
});
