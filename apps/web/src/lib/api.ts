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

const client = createClient({ url: env.apiUrl, timeoutMs: 10_000 });
const unreadable = new Set(["BAD_USER_INPUT", "NOT_FOUND"]);
const unreachable = new Set(["UNREACHABLE", "TIMEOUT", "HTTP_502", "HTTP_503", "HTTP_504", "SERVICE_UNAVAILABLE"]);

/** Asks the API as a stranger would; once per page for the same document and variables. */
export async function ask<Data, Variables extends Record<string, unknown>>(document: TypedDocumentNode<Data, Variables>, variables: Variables): Promise<Answer<Data>> {
  return (await askOnce(document, JSON.stringify(variables))) as Answer<Data>;
}

const askOnce = cache(async (document: DocumentNode, variables: string): Promise<Answer<unknown>> => {
  try {
    return { outcome: "answered", data: await client.request<unknown, unknown>(document, JSON.parse(variables)) };
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    if (unreadable.has(error.code)) return { outcome: "unreadable" };
    console.error(`The API did not answer: ${error.code} ${error.message}`);
    return { outcome: "failed", problem: { kind: unreachable.has(error.code) ? "unreachable" : "fault", code: error.code } };
  }
});
