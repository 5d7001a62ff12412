import { EventEmitter, once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, expect, test } from "@jest/globals";
import { drain } from "./drain.ts";

let server: Server | null = null;
afterEach(() => {
  server?.closeAllConnections();
  server?.close();
});

async function listen(answer: (end: () => void) => void): Promise<string> {
  server = createServer((_request, response) => answer(() => response.end("done")));
  await new Promise<void>((resolve) => server!.listen(0, "127.0.0.1", resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

test("a request under way is answered, a new one is not", async () => {
  const requests = new EventEmitter();
  const url = await listen((end) => requests.emit("request", end));
  const started = once(requests, "request");
  const underWay = fetch(url).then((response) => response.text());
  const [end] = (await started) as [() => void];
  const drained = drain(server!, 10_000);
  await expect(fetch(url)).rejects.toThrow();
  end();
  expect(await underWay).toBe("done");
  await drained;
});

test("a request that does not end is cut after the grace", async () => {
  const requests = new EventEmitter();
  const url = await listen(() => requests.emit("request"));
  const started = once(requests, "request");
  const hanging = expect(fetch(url)).rejects.toThrow();
  await started;
  await drain(server!, 50);
  await hanging;
});
