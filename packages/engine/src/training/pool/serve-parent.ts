import { WebSocket } from "ws";
import type { Backend } from "../../graph/session.ts";
import { EngineError } from "../../errors.ts";
import { collectSeldom } from "./collect-seldom.ts";
import { GradientWorker } from "./gradient-worker.ts";
import type { Reply, Request } from "./messages.ts";
import { PROTOCOL } from "./messages.ts";
import { MOST_BYTES } from "./message-body.ts";
import { listenTo, sendTo } from "./message-socket.ts";

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

/** The run answered, and did not take us: 401 where it does not know our token, 426 where it speaks another version of our messages, 503 where no worker is missing. */
export class TurnedAway extends Error {
  override name = "TurnedAway";
  readonly status: number;

  constructor(status: number) {
    super(`the run's answer is ${status}`);
    this.status = status;
  }
}

/** A connection that has been quiet for so long is probed by the system: of a machine that was cut off nothing else tells. */
const QUIET_MS = 60_000;

/**
 * Works for a parent until it ends the connection, one request after another.
 * @throws EngineError NATIVE where the parent is not reached; TurnedAway where it does not take us
 */
export async function serveParent({ host, port, token, worker, from }: Invitation, backend: Pick<Backend, "open">): Promise<void> {
  collectSeldom();
  const socket = new WebSocket(`ws://${host.includes(":") ? `[${host}]` : host}:${port}/`, {
    headers: { authorization: `Bearer ${token}`, "x-joulemark-worker": String(worker), "x-joulemark-protocol": PROTOCOL },
    perMessageDeflate: false,
    maxPayload: MOST_BYTES,
    generateMask: (mask) => mask.fill(0), // masking is for proxies on the way that take a message for HTTP; a zero mask costs no pass over the bytes
    ...(from === null ? {} : { localAddress: from }),
  });
  let present: GradientWorker | null = null;
  let hasEnded = false;
  const dispose = (): void => {
    const before = present;
    present = null;
    before?.dispose();
  };

  const answer = async (request: Request): Promise<Reply> => {
    if (request.kind !== "open") return present!.answer(request, (parts) => sendTo(socket, { kind: "parts", parts }));
    dispose();
    present = new GradientWorker(backend, request.opening);
    return { kind: "done", parts: [], done: { steps: 0, lossSum: 0, correct: 0, firstBroken: null, items: 0, state: {}, residual: null } };
  };

  let last = Promise.resolve();
  listenTo<Request>(socket, (request) => {
    last = last.then(async () => {
      if (hasEnded) return; // nobody waits for it
      try {
        sendTo(socket, await answer(request));
      } catch (error) {
        sendTo(socket, failureOf(error));
      }
    });
  });
  let isConnected = false;
  socket.once("open", () => (isConnected = true));
  socket.once("upgrade", (response) => response.socket.setKeepAlive(true, QUIET_MS));
  try {
    await new Promise<void>((resolve, reject) => {
      socket.once("close", () => resolve());
      socket.once("unexpected-response", (request, { statusCode }) => {
        request.destroy();
        reject(new TurnedAway(statusCode ?? 0));
      });
      socket.on("error", (cause) => (isConnected ? resolve() : reject(new EngineError("NATIVE", `The run at ${host}:${port} is not reached: ${cause.message}`, { cause })))); // a connection that breaks has ended
    });
  } finally {
    hasEnded = true;
    dispose();
  }
}

const failureOf = (error: unknown): Reply => error instanceof EngineError
  ? { kind: "failed", code: error.code, message: error.message, path: error.path }
  : { kind: "failed", code: null, message: String((error as Error).stack ?? error), path: undefined };
