import { expect, test } from "@jest/globals";
import { parse } from "graphql";
import { curlSnippet, pythonSnippet } from "./key-snippets.ts";

test("the shell's command sends one JSON body with a document that parses", () => {
  const body = JSON.parse(/-d '(.*)'$/.exec(curlSnippet("https://a.example"))![1]!) as { query: string };
  expect(parse(body.query).definitions).toHaveLength(1);
});
test.each([curlSnippet, pythonSnippet])("%p reads the key from the environment and goes to the origin given", (snippet) => {
  expect(snippet("https://a.example")).toMatch(/https:\/\/a\.example\/graphql[^]*JOULEMARK_TOKEN/);
});
