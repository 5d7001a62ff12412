import type { RawData } from "ws";
import { WebSocket } from "ws";
import type { Backend } from "../../graph/session.ts";
import { EngineError } from "../../errors.ts";
import { GradientWorker } from "./gradient-worker.ts";
import type { Reply, Request } from "./messages.ts";
import { decodeMessage, encodeMessage } from "./messages.ts";

export interface Invitation {
  /** Where the parent listens. */
  host: string;
  port: number;
  /** Of the run: who does not know it is not listened to. */
  token: string;
  /** Which worker this is, from 0; next: the first that is missing. */
  worker: number | "next";
  /** Of this machine, from which to speak; null: the system's choice. */
  from: string | null;
}

/** The run answered, and did not take us: 401 where it does not know our token, 503 where no worker is missing. */
export class TurnedAway extends Error {
  override name = "TurnedAway";
  readonly status: number;

  constructor(status: number) {
    super(`the run's answer is ${status}`);
    this.status = status;
  }
}

/** Two gigabytes less one: what V8 reads at once. */
export const MOST_BYTES = 2 ** 31 - 1;

/**
 * Works for a parent until it ends the connection, one request after another.
 * @throws EngineError NATIVE where the parent is not reached; TurnedAway where it does not take us
 */
export async function serveParent({ host, port, token, worker, from }: Invitation, backend: Pick<Backend, "open">): Promise<void> {
  const socket = new WebSocket(`ws://${host.includes(":") ? `[${host}]` : host}:${port}/`, {
    headers: { authorization: `Bearer ${token}`, "x-joulemark-worker": String(worker) },
    perMessageDeflate: false,
    maxPayload: MOST_BYTES,
    generateMask: (mask) => mask.fill(0), // masking is for proxies on the way that take a message for HTTP; a zero mask costs no pass over the bytes
    ...(from === null ? {} : { localAddress: from }),
  });
  let present: GradientWorker | null = null;
  const send = (reply: Reply): void => socket.send(encodeMessage(reply));

  const answer = async (request: Request): Promise<Reply | null> => {
    try {
      if (request.kind === "weights") {
        present!.take(request.state);
        return null;
      }
      if (request.kind !== "open") return await present!.answer(request, (part) => send({ kind: "part", ...part }));
      present?.dispose();
      present = new GradientWorker(backend, request.opening);
      return { kind: "done", steps: 0, lossSum: 0, correct: 0, firstBroken: null, items: 0, state: {}, residual: null };
    } catch (error) {
      return error instanceof EngineError ? { kind: "failed", code: error.code, message: error.message, path: error.path } : { kind: "failed", code: null, message: String((error as Error).stack ?? error), path: undefined };
    }
  };

  let last = Promise.resolve();
  socket.on("message", (data: RawData) => {
    last = last.then(async () => {
      const reply = await answer(decodeMessage<Request>(data as Buffer));
      if (reply) send(reply);
    });
  });
  await new Promise<void>((resolve, reject) => {
    socket.once("close", () => resolve());
    socket.once("unexpected-response", (request, { statusCode }) => {
      request.destroy();
      reject(new TurnedAway(statusCode ?? 0));
    });
    socket.once("error", (cause) => reject(new EngineError("NATIVE", `The run at ${host}:${port} is not reached: ${cause.message}`, { cause })));
  });
  (present as GradientWorker | null)?.dispose();
}
