import { randomInt } from "node:crypto";
import { createServer } from "node:net";

/**
 * Where free ports are looked for: below the ports that systems give to outgoing connections (from 32768 on Linux, 49152 elsewhere), one of
 * which could otherwise take a port between its choice and its use, seconds later, or while a process is started again.
 */
const [lowest, highest] = [20_000, 32_767];
const tries = 100;

/** A port of `host` on which nothing listens now. */
export async function freePort(host = "127.0.0.1"): Promise<number> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await tryPort(host, randomInt(lowest, highest + 1));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EADDRINUSE" || attempt === tries) throw error;
    }
  }
}

/**
 * The port itself if nothing listens there; for 0 a free one.
 * @throws Error that says what to do
 */
export async function claimPort(host: string, port: number): Promise<number> {
  try {
    return port === 0 ? await freePort(host) : await tryPort(host, port);
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
    server.listen({ host, port, exclusive: true }, () => server.close(() => resolve(port)));
  });
}
