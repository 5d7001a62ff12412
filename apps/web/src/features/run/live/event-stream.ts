import { createClient, NetworkError } from "graphql-sse";
import type { LiveEvent } from "./live-state.ts";

/** An event of the stream, with the number that orders it. */
export type StreamEvent = LiveEvent & { sequence: number };

interface StreamOptions {
  query: string;
  run: string;
  after: number;
  signal: AbortSignal;
}

/** The server answered with errors: the same subscription would be refused again. */
export class StreamRefused extends Error {
  override readonly name = "StreamRefused";
}

/** Whether to connect again: a network or a server that fails may come back, a refusal stays. */
export function mayPass(error: unknown): boolean {
  if (error instanceof StreamRefused) return false;
  const status = error instanceof NetworkError ? statusOf(error.response) : null;
  return status === null || status >= 500 || status === 408 || status === 429;
}

const statusOf = (response: unknown): number | null =>
  typeof response === "object" && response !== null && "status" in response && typeof response.status === "number" ? response.status : null;

/** One connection to a run's events on the origin the page came from. It does not reconnect by itself: see `followEvents`. */
export async function* openEventStream({ query, run, after, signal }: StreamOptions): AsyncGenerator<StreamEvent> {
  const client = createClient({ url: "/graphql/stream", retryAttempts: 0 });
  const leave = (): void => client.dispose();
  signal.addEventListener("abort", leave, { once: true });
  try {
    for await (const answer of client.iterate<{ runEvents: StreamEvent }>({ query, variables: { id: run, after } })) {
      const [error] = answer.errors ?? [];
      if (error?.extensions?.code === "INTERNAL_SERVER_ERROR") throw new Error(error.message);
      if (error) throw new StreamRefused(error.message);
      if (answer.data) yield answer.data.runEvents;
    }
  } finally {
    signal.removeEventListener("abort", leave);
    client.dispose();
  }
}
