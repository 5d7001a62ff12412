import { beforeAll, expect, test } from "@jest/globals";
import { openBackend } from "../backend.ts";
import { openPredictor } from "../graph/predictor.ts";
import type { Backend } from "../graph/session.ts";
import { denseNetwork, randomExamples, relativeDifference } from "../test-networks.ts";
import { bodyAndHead } from "./body-and-head.ts";
import type { Network, Rows } from "./network.ts";
import { networkLabel } from "./network.ts";

let backend: Backend;
beforeAll(async () => {
  backend = await openBackend({ threads: 1 });
});
const predict = (network: Network, rows: Rows): Float32Array => {
  const predictor = openPredictor(backend, network, rows.values instanceof Uint8Array ? "uint8" : "float32");
  const values = predictor.predict(rows);
  predictor.dispose();
  return values;
};

test("the head says of what the body gives what the whole network says", () => {
  const network = denseNetwork([64, 4096, 2500, 5]);
  const { body, head } = bodyAndHead(network)!;
  expect([networkLabel(body), networkLabel(head)]).toEqual(["64-4096-2500", "2500-5"]);
  const { inputs } = randomExamples(20, 64, 5);
  expect(relativeDifference(predict(head, { values: predict(body, inputs), count: 20 }), predict(network, inputs))).toBeLessThan(1e-5);
});
test("a network of little work is one", () => {
  expect(bodyAndHead(denseNetwork([64, 16, 10]))).toBeNull();
});
