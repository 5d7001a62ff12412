import { readFile } from "node:fs/promises";

/** A document of the public contract, as partners keep it. */
export const contractDocument = (name: string): Promise<string> => readFile(new URL(`../contract/${name}`, import.meta.url), "utf8");

/** A specification of the contract, parsed. */
export async function contractSpecification(name: "specification.json" | "specification-train.json"): Promise<Record<string, unknown>> {
  return JSON.parse(await contractDocument(name)) as Record<string, unknown>;
}

export interface Answer<Data> {
  data?: Data | null;
  errors?: { message: string; extensions?: { code?: string } }[];
}

/** One GraphQL request over plain HTTP, as a notebook sends it. */
export async function send<Data>(url: string, query: string, variables: Record<string, unknown> = {}, token?: string): Promise<Answer<Data>> {
  const response = await fetch(`${url}/graphql`, {
    method: "POST",
    headers: { "content-type": "application/json", accept: "application/graphql-response+json", ...(token ? { authorization: `Bearer ${token}` } : {}) },
    body: JSON.stringify({ query, variables }),
  });
  return (await response.json()) as Answer<Data>;
}

/** The data of an answer; throws with the server's messages where there are errors. */
export async function ask<Data>(url: string, query: string, variables: Record<string, unknown> = {}, token?: string): Promise<Data> {
  const { data, errors } = await send<Data>(url, query, variables, token);
  if (errors?.length || !data) throw new Error(`GraphQL: ${JSON.stringify(errors ?? "no data")}`);
  return data;
}

export interface RunEvent {
  sequence: number;
  kind: string;
  step: number | null;
  message: string | null;
  values: { name: string; value: number }[];
}

/** Events of a run over SSE until the server completes the stream, the signal fires, or `enough` says so. */
export async function followEvents(url: string, runId: string, options: { after?: number; token?: string; enough?: (event: RunEvent) => boolean }): Promise<RunEvent[]> {
  const abort = new AbortController();
  const response = await fetch(`${url}/graphql/stream`, {
    method: "POST",
    signal: abort.signal,
    headers: { "content-type": "application/json", accept: "text/event-stream", ...(options.token ? { authorization: `Bearer ${options.token}` } : {}) },
    body: JSON.stringify({ query: await contractDocument("run-events.graphql"), variables: { id: runId, after: options.after ?? 0 } }),
  });
  if (!response.body) throw new Error("The event stream has no body.");
  const events: RunEvent[] = [];
  let text = "";
  for await (const chunk of response.body.pipeThrough(new TextDecoderStream())) {
    text += chunk;
    for (let end = text.indexOf("\n\n"); end >= 0; end = text.indexOf("\n\n")) {
      const lines = text.slice(0, end).split("\n");
      text = text.slice(end + 2);
      if (lines.some((line) => line === "event: complete")) return events;
      const data = lines.find((line) => line.startsWith("data: "))?.slice(6);
      if (!data) continue;
      const message = JSON.parse(data) as Answer<{ runEvents: RunEvent }>;
      if (message.errors?.length || !message.data) throw new Error(`Event stream: ${JSON.stringify(message.errors)}`);
      events.push(message.data.runEvents);
      if (options.enough?.(message.data.runEvents)) {
        abort.abort();
        return events;
      }
    }
  }
  return events;
}
