import type { RawData, WebSocket } from "ws";
import type { Reply, Request } from "./messages.ts";
import { decodeMessage, encodeMessage } from "./message-body.ts";

/** A connection that carries messages, each piece of one as a fragment: so no end puts the pieces together in memory. */
export function listenTo<Message extends Request | Reply>(socket: WebSocket, hear: (message: Message) => void): void {
  socket.binaryType = "fragments";
  socket.on("message", (data: RawData) => hear(decodeMessage<Message>(data as Buffer[])));
}

/** @throws EngineError UNSUPPORTED where it is too large */
export function sendTo(socket: WebSocket, message: Request | Reply): void {
  const pieces = encodeMessage(message);
  pieces.forEach((piece, k) => socket.send(piece, { binary: true, fin: k === pieces.length - 1 }));
}
