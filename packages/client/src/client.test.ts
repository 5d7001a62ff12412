import { inspect } from "node:util";
import { createServer } from "node:http";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, expect, test } from "@jest/globals";
import { createClient } from "./client.ts";
import { HeartbeatDocument, ProjectDocument, RunEventsDocument, ViewerDocument } from "./generated/documents.ts";

const token = "jm_secret_0123456789";
const running: { close(): void }[] = [];
afterEach(() => running.splice(0).forEach((server) => server.close()));

/** A bare HTTP server on a free port: what is tested is the transport. */
async function serve(answer: (request: IncomingMessage & { text: string }, response: ServerResponse) => void): Promise<string> {
  const server = createServer((request, response) => {
    let text = "";
    request.setEncoding("utf8").on("data", (piece: string) => (text += piece));
    request.on("end", () => answer(Object.assign(request, { text }), response));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  running.push({
    close() {
      server.closeAllConnections();
      server.close();
    },
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
const json = (status: number, body: unknown) => (_request: unknown, response: ServerResponse) =>
  response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));

test("a request carries the token, the operation's name, the variables and one definition of every fragment it needs", async () => {
  let seen: { path: string | undefined; authorization: string | undefined; body: { query: string; operationName: string; variables: unknown } } | undefined;
  const url = await serve((request, response) => {
    seen = { path: request.url, authorization: request.headers.authorization, body: JSON.parse(request.text) as never };
    json(200, { data: { heartbeat: { __typename: "HeartbeatSuccess", leaseUntil: "2026-01-01T00:00:00Z", stop: null } } })(request, response);
  });
  const input = { attempt: { run: "r", number: 1, token: "t" } };
  const data = await createClient({ url, token }).request(HeartbeatDocument, { input });
  expect(data.heartbeat).toMatchObject({ __typename: "HeartbeatSuccess", stop: null });
  expect(seen).toMatchObject({ path: "/graphql", authorization: `Bearer ${token}`, body: { operationName: "Heartbeat", variables: { input } } });
  expect(seen?.body.query.match(/fragment Refusals on/g)).toHaveLength(1);
});

test("a refusal is data, not an error", async () => {
  const refusal = { __typename: "UserErrors", errors: [{ code: "STALE_ATTEMPT", message: "no", path: null }] };
  const url = await serve(json(200, { data: { heartbeat: refusal } }));
  const data = await createClient({ url }).request(HeartbeatDocument, { input: { attempt: { run: "r", number: 1, token: "t" } } });
  expect(data.heartbeat).toEqual(refusal);
});

test.each([
  { what: "a fault of the server", status: 200, body: { errors: [{ message: "Something went wrong", extensions: { code: "INTERNAL_SERVER_ERROR" } }] }, code: "INTERNAL_SERVER_ERROR", retryable: true },
  { what: "a missing sign-in", status: 401, body: { errors: [{ message: "Sign in", extensions: { code: "UNAUTHENTICATED" } }] }, code: "UNAUTHENTICATED", retryable: false },
  { what: "a document that is wrong", status: 400, body: { errors: [{ message: "Cannot query", extensions: { code: "GRAPHQL_VALIDATION_FAILED" } }] }, code: "GRAPHQL_VALIDATION_FAILED", retryable: false },
  { what: "a gateway without its server", status: 502, body: "nothing", code: "HTTP_502", retryable: true },
  { what: "a page that is not there", status: 404, body: "nothing", code: "HTTP_404", retryable: false },
  { what: "an answer without data", status: 200, body: {}, code: "UNREADABLE", retryable: false },
])("$what becomes $code", async ({ status, body, code, retryable }) => {
  const url = await serve(json(status, body));
  await expect(createClient({ url, token }).request(ViewerDocument, {})).rejects.toMatchObject({ name: "ApiError", code, retryable, status });
});

test("a page of HTML becomes UNREADABLE", async () => {
  const url = await serve((_request, response) => response.end("<html>"));
  await expect(createClient({ url }).request(ViewerDocument, {})).rejects.toMatchObject({ code: "UNREADABLE", retryable: false });
});

test("a server that cannot be reached is worth another try, and the reason is named", async () => {
  const url = await serve(json(200, {}));
  running.splice(0).forEach((server) => server.close());
  await expect(createClient({ url }).request(ViewerDocument, {})).rejects.toMatchObject({ code: "UNREACHABLE", retryable: true, message: expect.stringContaining("ECONNREFUSED") });
});

test("a server that does not answer in time is worth another try", async () => {
  const url = await serve(() => undefined);
  await expect(createClient({ url, timeoutMs: 50 }).request(ViewerDocument, {})).rejects.toMatchObject({ code: "TIMEOUT", retryable: true });
});

test("the caller's signal ends a request for good", async () => {
  const url = await serve(() => undefined);
  const signal = AbortSignal.timeout(20);
  await expect(createClient({ url }).request(ViewerDocument, {}, { signal })).rejects.toMatchObject({ code: "CANCELLED", retryable: false });
});

test("neither the client nor its errors show the token", async () => {
  const url = await serve(json(401, { errors: [{ message: "Sign in", extensions: { code: "UNAUTHENTICATED" } }] }));
  const client = createClient({ url, token });
  const error: unknown = await client.request(ProjectDocument, { slug: "x" }).catch((reason: unknown) => reason);
  expect(inspect(client, { depth: 5 }) + JSON.stringify(client) + inspect(error, { depth: 5 })).not.toContain(token);
});

test("a subscription that is refused says why", async () => {
  const url = await serve(json(400, { errors: [{ message: "There is no run r.", extensions: { code: "NOT_FOUND" } }] }));
  const events = createClient({ url }).subscribe(RunEventsDocument, { id: "r" });
  await expect(events.next()).rejects.toMatchObject({ code: "NOT_FOUND", retryable: false });
});

test("a subscription whose connection breaks is worth another try", async () => {
  const url = await serve((_request, response) => {
    response.writeHead(200, { "content-type": "text/event-stream" });
    response.write(`event: next\ndata: ${JSON.stringify({ data: { runEvents: { sequence: 1 } } })}\n\n`, () => response.destroy());
  });
  const events = createClient({ url }).subscribe(RunEventsDocument, { id: "r" });
  expect((await events.next()).value).toEqual({ runEvents: { sequence: 1 } });
  await expect(events.next()).rejects.toMatchObject({ code: "UNREACHABLE", retryable: true });
});
