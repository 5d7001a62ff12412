import { expect, test } from "@jest/globals";
import { GraphQLError } from "graphql";
import { pino } from "pino";
import { formatErrors } from "./format-error.ts";

class Refused extends Error {}
const lines: string[] = [];
const format = formatErrors(pino({ level: "info" }, { write: (line: string) => void lines.push(line) }), (error) => (error instanceof Refused ? { code: "NOT_FOUND", message: error.message } : null));
const located = (cause: Error): GraphQLError => new GraphQLError(cause.message, { path: ["run"], originalError: cause });

test("a fault reaches the client as a number only, and the log in full", () => {
  const error = located(new Error('relation "secret_table" does not exist at /srv/app/db.ts'));
  const answered = format({ ...error.toJSON(), extensions: { code: "INTERNAL_SERVER_ERROR" } }, error);
  expect(JSON.stringify(answered)).not.toMatch(/secret_table|srv/);
  expect(answered.path).toEqual(["run"]);
  expect(lines.join("")).toContain("secret_table");
  expect(lines.join("")).toContain(String(answered.extensions?.reference));
});

test("a refusal keeps its code and message", () => {
  const error = located(new Refused("There is no run."));
  expect(format(error.toJSON(), error)).toMatchObject({ message: "There is no run.", extensions: { code: "NOT_FOUND" } });
});

test("an error of the document stays as it is", () => {
  const error = new GraphQLError("Syntax Error", { extensions: { code: "GRAPHQL_PARSE_FAILED" } });
  expect(format(error.toJSON(), error)).toEqual(error.toJSON());
});
