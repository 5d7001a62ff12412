import { createServer } from "node:net";

/** A port of `host` on which nothing listens now. */
export const freePort = (host = "127.0.0.1"): Promise<number> => tryPort(host, 0);

/**
 * The port itself if nothing listens there; for 0 a free one.
 * @throws Error that says what to do
 */
export async function claimPort(host: string, port: number): Promise<number> {
  try {
    return await tryPort(host, port);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "EADDRINUSE") throw new Error(`Port ${port} of ${host} is in use by another program. Choose another one: npm start -- --port ${port + 1}`, { cause: error });
    if (code === "EACCES") throw new Error(`Port ${port} needs rights this user lacks. Choose one above 1023: npm start -- --port 4000`, { cause: error });
    if (code === "EADDRNOTAVAIL" || code === "ENOTFOUND") throw new Error(`HOST=${host} is no address of this machine.`, { cause: error });
    throw error;
  }
}

function tryPort(host: string, port: number): Promise<number> {
  const server = createServer();
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen({ host, port, exclusive: true }, () => {
      const address = server.address();
      server.close(() => (address && typeof address === "object" ? resolve(address.port) : reject(new Error("The socket has no port."))));
    });
  });
}
