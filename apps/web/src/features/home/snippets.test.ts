import { expect, test } from "@jest/globals";
import { readFileSync } from "node:fs";
import { buildSchema, parse, validate } from "graphql";
import { boardSnippet, submitSnippet } from "./snippets.ts";

const schema = buildSchema(readFileSync(new URL("../../../../api/schema.graphql", import.meta.url), "utf8"));

test("the board snippet asks what the schema can answer, at the reader's origin", () => {
  const snippet = boardSnippet("http://127.0.0.1:4000", "digits");
  expect(validate(schema, parse(snippet.split('"""')[1]!))).toEqual([]);
  expect(snippet).toContain('"http://127.0.0.1:4000/graphql"');
});
test("the submit snippet sends valid JSON with a valid document", () => {
  const body = JSON.parse(submitSnippet("http://127.0.0.1:4000", "demo").split("<<'JSON'\n")[1]!.replace(/\nJSON$/, "")) as { query: string; variables: { input: { project: string } } };
  expect(validate(schema, parse(body.query))).toEqual([]);
  expect(body.variables.input.project).toBe("demo");
});
