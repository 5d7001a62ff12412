import { expect, test } from "@jest/globals";
import { parse } from "graphql";
import { curlSnippet, pythonSnippet } from "./key-snippets.ts";

test("the shell's command sends one JSON body with a document that parses", () => {
  const body = JSON.parse(/-d '(.*)'$/.exec(curlSnippet("https://a.example"))![1]!) as { query: string };
  expect(parse(body.query).definitions).toHaveLength(1);
});
test.each([["shell", curlSnippet], ["Python", pythonSnippet]])("the %s snippet takes the key from the environment and goes to the origin given", (_language, snippet) => {
  expect(snippet("https://a.example")).toContain("https://a.example/graphql");
  expect(snippet("https://a.example")).toContain("JOULEMARK_TOKEN");
});
