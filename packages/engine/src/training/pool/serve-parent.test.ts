import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { afterEach, expect, test } from "@jest/globals";
import { WebSocketServer } from "ws";
import { openBackend } from "../../backend.ts";
import { denseNetwork, randomExamples } from "../../test-networks.ts";
import type { Opening } from "./messages.ts";
import { sendTo } from "./message-socket.ts";
import { serveParent } from "./serve-parent.ts";

const http = createServer();
afterEach(() => void http.close());
const opening: Opening = { network: denseNetwork([12, 9, 5]), options: { optimizer: { type: "sgd", learningRate: 1 }, loss: { type: "cross-entropy" }, accumulates: true }, data: randomExamples(20, 12, 5), compression: null, bucketBytes: 1 << 20, residual: null };

test("a connection that breaks in the middle of a request ends the work for this parent, and leaves nothing open", async () => {
  const backend = await openBackend({ threads: 1 });
  let [opened, disposed] = [0, 0];
  const counting: Pick<typeof backend, "open"> = {
    open(...given) {
      const session = backend.open(...given);
      opened++;
      return { run: (...fed) => session.run(...fed), dispose: () => (disposed++, session.dispose()) };
    },
  };
  const sockets = new WebSocketServer({ noServer: true });
  http.on("upgrade", (request, socket, head) => sockets.handleUpgrade(request, socket, head, (connected) => {
    const rows = Int32Array.from({ length: 200_000 }, (_, i) => i % 20);
    for (const last of [opening, { ...opening, data: { ...opening.data, labels: new Int32Array(20).fill(9) } }, opening]) sendTo(connected, { kind: "open", opening: last });
    sendTo(connected, { kind: "gradient", state: {}, rows, batchSize: 1 });
    let replies = 0;
    connected.on("message", () => ++replies === 3 && setTimeout(() => (socket as Socket).resetAndDestroy(), 100)); // it is at the gradients then
  }));
  await once(http.listen(0, "127.0.0.1"), "listening");
  const { port } = http.address() as AddressInfo;
  await serveParent({ host: "127.0.0.1", port, token: "of the run", worker: 0, from: null }, counting);
  expect([opened, disposed]).toEqual([3, 3]);
});

test("a parent that is not there is told as that", async () => {
  const backend = await openBackend({ threads: 1 });
  await expect(serveParent({ host: "127.0.0.1", port: 1, token: "of the run", worker: 0, from: null }, backend)).rejects.toMatchObject({ code: "NATIVE", message: expect.stringContaining("The run at 127.0.0.1:1 is not reached") as unknown });
});
