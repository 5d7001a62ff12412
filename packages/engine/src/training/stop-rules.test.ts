import { expect, test } from "@jest/globals";
import type { StopRulesState } from "./stop-rules.ts";
import { StopRules } from "./stop-rules.ts";

const earlyStopping = { monitor: "val_loss", minDelta: 0, patience: 1, mode: "auto", restoreBestWeights: true, startFromEpoch: 0 } as const;
const joulePrice = { monitor: "val_accuracy", price: 1e9, confidence: 0.9, minEpochs: 4 } as const;
const labels = Int32Array.of(0, 1);
/** Both rows are right, the more surely the larger. */
const watched = (epoch: number, sureness: number) => ({ epoch, logits: Float32Array.of(sureness, 0, 0, sureness), labels, joules: epoch + 1, weights: () => ({ w: { shape: [1], values: Float32Array.of(epoch) } }) });

test("without rules nobody looks and nothing is kept", () => {
  const rules = new StopRules({});
  expect([rules.watch, rules.stopped, rules.bestWeights, rules.state, rules.observe(watched(0, 1))]).toEqual([false, false, null, {}, []]);
});

test("each stops by itself and says why; early stopping keeps the best weights", () => {
  const patient = new StopRules({ earlyStopping });
  expect([patient.observe(watched(0, 2)), patient.observe(watched(1, 1))]).toEqual([[], [expect.stringMatching(/^val_loss has got no better than 0\.126/)]]);
  expect([patient.stopped, patient.bestWeights!["w"]!.values[0]]).toEqual([true, 0]);
  const priced = new StopRules({ joulePrice });
  const reasons = [0, 1, 2, 3].map((epoch) => priced.observe(watched(epoch, epoch)));
  expect(reasons.map(({ length }) => length)).toEqual([0, 0, 0, 1]);
  expect([priced.stopped, priced.bestWeights]).toEqual([true, null]);
});

test("from what a checkpoint keeps they go on as if nothing had happened", () => {
  let state: StopRulesState = {};
  const reasons: string[] = [];
  for (let epoch = 0; epoch < 4; epoch++) {
    const rules = new StopRules({ earlyStopping: { ...earlyStopping, patience: 100 }, joulePrice }, structuredClone(state));
    reasons.push(...rules.observe(watched(epoch, epoch)));
    state = rules.state;
  }
  expect(reasons).toEqual([expect.stringMatching(/J were expected to better val_accuracy/)]);
  expect(new StopRules({ earlyStopping, joulePrice }, state)).toMatchObject({ stopped: true, bestWeights: { w: { values: Float32Array.of(3) } } });
});
