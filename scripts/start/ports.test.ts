import { createServer } from "node:net";
import { expect, test } from "@jest/globals";
import { claimPort, freePort } from "./ports.ts";

test("a port that is in use is refused with a way out, and free once it is left", async () => {
  const port = await freePort();
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
  await expect(claimPort("127.0.0.1", port)).rejects.toThrow(`Port ${port} of 127.0.0.1 is in use by another program. Choose another one: npm start -- --port ${port + 1}`);
  await new Promise((resolve) => server.close(resolve));
  expect(await claimPort("127.0.0.1", port)).toBe(port);
});

test("port 0 gives a free one that no outgoing connection takes", async () => {
  const port = await claimPort("127.0.0.1", 0);
  expect(port).toBeGreaterThanOrEqual(20_000);
  expect(port).toBeLessThan(32_768);
});

test("a host that is no address of this machine is named", async () => {
  await expect(claimPort("192.0.2.1", 0)).rejects.toThrow("HOST=192.0.2.1");
});
