import { createHash, randomBytes, timingSafeEqual } from "node:crypto";
import type { IncomingMessage } from "node:http";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { WebSocket } from "ws";
import { WebSocketServer } from "ws";
import { EngineError } from "../../errors.ts";
import { MOST_BYTES } from "./message-body.ts";
import { PROTOCOL } from "./messages.ts";

const digest = (text: string): Buffer => createHash("sha256").update(text).digest();

/** Where the workers of one run connect. Who does not show its token is turned away before a byte is read as a message. */
export class PoolServer {
  readonly token: string;
  private readonly http = createServer((_, response) => response.writeHead(404).end());
  private readonly sockets = new WebSocketServer({ noServer: true, perMessageDeflate: false, maxPayload: MOST_BYTES });
  private readonly awaited = new Map<number, (socket: WebSocket) => void>();

  private constructor(token: string) {
    this.token = token;
  }

  /**
   * @param token that workers show; one of its own where none is given
   * @throws EngineError INVALID_INPUT where this machine has no such address, or the port is taken
   */
  static async listen(host: string, port = 0, token = randomBytes(32).toString("base64url")): Promise<PoolServer> {
    const server = new PoolServer(token);
    server.http.on("upgrade", (request, socket, head) => {
      socket.on("error", () => socket.destroy());
      const worker = server.workerOf(request);
      if (typeof worker === "string") {
        socket.once("finish", () => socket.destroy()); // who is turned away may not hold its half of the connection
        return void socket.end(`HTTP/1.1 ${worker}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
      }
      server.sockets.handleUpgrade(request, socket, head, (connected) => {
        const take = server.awaited.get(worker);
        server.awaited.delete(worker);
        if (take) take(connected);
        else connected.terminate(); // a place that is taken
      });
    });
    await new Promise<void>((resolve, reject) => {
      server.http.once("error", (cause) => reject(new EngineError("INVALID_INPUT", `Training processes cannot connect at ${host}: ${cause.message}.`, { cause })));
      server.http.listen({ host, port }, resolve);
    });
    return server;
  }

  get address(): { host: string; port: number } {
    const { address, port } = this.http.address() as AddressInfo;
    return { host: address, port };
  }

  /** The next connection of this worker. */
  connection(worker: number): Promise<WebSocket> {
    return new Promise((resolve) => this.awaited.set(worker, resolve));
  }

  /** The place that is asked for, "next": the first one that is free; or why there is none. */
  private workerOf({ headers }: IncomingMessage): number | "401 Unauthorized" | "426 Upgrade Required" | "503 Service Unavailable" {
    const shown = /^Bearer (.+)$/.exec(headers.authorization ?? "")?.[1] ?? "";
    if (!timingSafeEqual(digest(shown), digest(this.token))) return "401 Unauthorized";
    if (headers["x-joulemark-protocol"] !== PROTOCOL) return "426 Upgrade Required";
    if (headers["x-joulemark-worker"] === "next") return [...this.awaited.keys()].toSorted((a, b) => a - b)[0] ?? "503 Service Unavailable";
    const worker = Number(headers["x-joulemark-worker"]);
    return Number.isInteger(worker) ? worker : "401 Unauthorized";
  }

  close(): void {
    for (const socket of this.sockets.clients) socket.terminate();
    this.http.close();
    this.http.closeAllConnections();
  }
}
