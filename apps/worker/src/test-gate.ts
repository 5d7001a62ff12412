import { once } from "node:events";
import { connect, createServer } from "node:net";
import type { AddressInfo, Socket } from "node:net";

/** A door of plain TCP between a worker and the API: while it is closed, connections break and new ones are refused. */
export async function openGate(target: string): Promise<{ url: string; open: () => void; close: () => void; dispose: () => void }> {
  let isOpen = true;
  const sockets = new Set<Socket>();
  const server = createServer((inner) => {
    if (!isOpen) return void inner.destroy();
    const outer = connect(Number(new URL(target).port), "127.0.0.1");
    for (const [from, to] of [[inner, outer], [outer, inner]] as const) {
      sockets.add(from);
      from.pipe(to);
      from.on("error", () => to.destroy()).on("close", () => sockets.delete(from));
    }
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const cut = (): void => sockets.forEach((socket) => socket.destroy());
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    open: () => (isOpen = true),
    close() {
      isOpen = false;
      cut();
    },
    dispose() {
      cut();
      server.close();
    },
  };
}
