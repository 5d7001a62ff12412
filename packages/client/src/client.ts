import type { TypedDocumentNode } from "@graphql-typed-document-node/core";
import type { DocumentNode } from "graphql";
import { print } from "graphql";
import { ApiError, fromFetch, fromGraphQLErrors, fromStatus } from "./api-error.ts";
import { readServerSentEvents } from "./server-sent-events.ts";

export interface ClientOptions {
  /** Origin of the API, e.g. http://127.0.0.1:4000. */
  url: string;
  /** Sent as `Authorization: Bearer …`; never printed. */
  token?: string;
  /** How long one request may take, ms. Default 30,000. Subscriptions have no limit. */
  timeoutMs?: number;
  /** Further headers of every request, e.g. a person's cookie. */
  headers?: Record<string, string>;
}

export interface RequestOptions {
  signal?: AbortSignal;
}

export interface Client {
  readonly url: string;
  /**
   * The data of one query or mutation; refusals (UserErrors) are data.
   * @throws ApiError
   */
  request<Data, Variables>(document: TypedDocumentNode<Data, Variables>, variables: Variables, options?: RequestOptions): Promise<Data>;
  /**
   * The data of a subscription as it comes, over one connection; ends when the server completes it.
   * @throws ApiError, retryable when the connection broke before that
   */
  subscribe<Data, Variables>(document: TypedDocumentNode<Data, Variables>, variables: Variables, options?: RequestOptions): AsyncGenerator<Data>;
}

interface GraphQLAnswer<Data> {
  data?: Data | null;
  errors?: { message?: unknown; extensions?: { code?: unknown } }[];
}

/** A client of the API at an origin. It holds no connection and no cache. */
export function createClient({ url, token, timeoutMs = 30_000, headers = {} }: ClientOptions): Client {
  const base = url.endsWith("/") ? url : `${url}/`;
  const send = async (path: string, document: DocumentNode, variables: unknown, accept: string, signal: AbortSignal | undefined): Promise<Response> => {
    const { text, name } = printed(document);
    return fetch(new URL(path, base), {
      method: "POST",
      headers: { ...headers, ...(token ? { authorization: `Bearer ${token}` } : {}), "content-type": "application/json", accept },
      body: JSON.stringify({ query: text, operationName: name, variables }),
      ...(signal ? { signal } : {}),
    });
  };

  return {
    url,
    async request(document, variables, { signal } = {}) {
      const what = printed(document).name ?? "The request";
      const limit = AbortSignal.timeout(timeoutMs);
      let status: number;
      let body: string;
      try {
        const response = await send("graphql", document, variables, "application/graphql-response+json, application/json", signal ? AbortSignal.any([signal, limit]) : limit);
        status = response.status;
        body = await response.text();
      } catch (cause) {
        throw fromFetch(cause, what, signal, limit);
      }
      return dataOf(readAnswer(body, status, what), status, what);
    },

    async *subscribe(document, variables, { signal } = {}) {
      const what = printed(document).name ?? "The subscription";
      try {
        const response = await send("graphql/stream", document, variables, "text/event-stream", signal);
        if (!response.ok || !response.body) throw refusedStream(await response.text(), response.status, what);
        for await (const { event, data } of readServerSentEvents(response.body)) {
          if (event === "complete") return;
          if (event === "next") yield dataOf(readAnswer(data, response.status, what), response.status, what);
        }
      } catch (cause) {
        throw cause instanceof ApiError ? cause : fromFetch(cause, what, signal);
      }
      throw new ApiError("UNREACHABLE", `${what} ended before it was complete.`, { retryable: true });
    },
  };
}

const prints = new WeakMap<DocumentNode, { text: string; name: string | undefined }>();

/** Documents are module constants: each is printed once. */
function printed(document: DocumentNode): { text: string; name: string | undefined } {
  const known = prints.get(document);
  if (known) return known;
  const operation = document.definitions.find((definition) => definition.kind === "OperationDefinition");
  const made = { text: print(document), name: operation?.name?.value };
  prints.set(document, made);
  return made;
}

function readAnswer<Data>(body: string, status: number, what: string): GraphQLAnswer<Data> {
  let answer: unknown;
  try {
    answer = JSON.parse(body);
  } catch (cause) {
    if (status >= 400) throw fromStatus(status, what);
    throw new ApiError("UNREADABLE", `${what} was answered with something other than JSON.`, { retryable: false, status, cause });
  }
  if (typeof answer !== "object" || answer === null) throw fromStatus(status, what);
  return answer as GraphQLAnswer<Data>;
}

function dataOf<Data>({ data, errors }: GraphQLAnswer<Data>, status: number, what: string): Data {
  if (errors?.length) throw fromGraphQLErrors(errors, status);
  if (data === undefined || data === null) throw status >= 400 ? fromStatus(status, what) : new ApiError("UNREADABLE", `${what} was answered without data.`, { retryable: false, status });
  return data;
}

function refusedStream(body: string, status: number, what: string): ApiError {
  try {
    const { errors } = readAnswer(body, status, what);
    return errors?.length ? fromGraphQLErrors(errors, status) : fromStatus(status, what);
  } catch (error) {
    return error instanceof ApiError ? error : fromStatus(status, what);
  }
}
