import { headers } from "next/headers";
import { cache } from "react";
import { ApiError, createClient } from "@joulemark/client";
import type { DocumentNode } from "graphql";
import type { TypedDocumentNode } from "@graphql-typed-document-node/core";
import { env } from "../env.ts";

/** Why the API did not answer as it should. */
export interface ApiProblem {
  kind: "unreachable" | "fault";
  code: string;
}

/** `unreadable`: an id or argument of the address that names nothing; for the reader such a page does not exist. */
export type Answer<Data> = { outcome: "answered"; data: Data } | { outcome: "unreadable" } | { outcome: "failed"; problem: ApiProblem };

/** The API, asked in the reader's name: their session's cookie is handed on, nothing else of their request. */
const client = cache(async () => {
  const cookie = (await headers()).get("cookie");
  return createClient({ url: env.apiUrl, timeoutMs: 10_000, headers: cookie ? { cookie } : {} });
});
const unreadable = new Set(["BAD_USER_INPUT", "INVALID_INPUT", "NOT_FOUND"]);
const unreachable = new Set(["UNREACHABLE", "TIMEOUT", "HTTP_502", "HTTP_503", "HTTP_504", "SERVICE_UNAVAILABLE"]);

/** Asks the API in the reader's name, a stranger's without a session; once per page for the same document and variables. */
export async function ask<Data, Variables extends Record<string, unknown>>(document: TypedDocumentNode<Data, Variables>, variables: Variables): Promise<Answer<Data>> {
  return (await askOnce(document, JSON.stringify(variables))) as Answer<Data>;
}

const askOnce = cache(async (document: DocumentNode, variables: string): Promise<Answer<unknown>> => {
  try {
    return { outcome: "answered", data: await (await client()).request<unknown, unknown>(document, JSON.parse(variables)) };
  } catch (error) {
    if (error instanceof ApiError && unreadable.has(error.code)) return { outcome: "unreadable" };
    return { outcome: "failed", problem: problemOf(error) };
  }
});

/** Sends a mutation in the reader's name, for server actions; refusals (UserErrors) are in the data. */
export async function act<Data, Variables extends Record<string, unknown>>(document: TypedDocumentNode<Data, Variables>, variables: Variables): Promise<{ outcome: "answered"; data: Data } | { outcome: "failed"; problem: ApiProblem }> {
  try {
    return { outcome: "answered", data: await (await client()).request(document, variables) };
  } catch (error) {
    return { outcome: "failed", problem: problemOf(error) };
  }
}

/** @throws what is no error of the API */
function problemOf(error: unknown): ApiProblem {
  if (!(error instanceof ApiError)) throw error;
  console.error(`The API did not answer: ${error.code} ${error.message}`);
  return { kind: unreachable.has(error.code) ? "unreachable" : "fault", code: error.code };
}
