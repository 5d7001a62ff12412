import { expect, test } from "@jest/globals";
import { curvesOf } from "./curves.ts";

const progress = (step: number, loss: number) => ({ kind: "PROGRESS", step, values: [{ name: "loss", value: loss }, { name: "energyJoules", value: step / 10 }] });

test("training and validation of one quantity are two curves of one chart, the test split is none", () => {
  const { accuracy } = curvesOf([
    { kind: "PROGRESS", step: 10, values: [{ name: "accuracy", value: 0.4 }] },
    { kind: "METRIC", step: 10, values: [{ name: "accuracy", value: 0.35 }] },
    { kind: "METRIC", step: 10, values: [{ name: "testAccuracy", value: 0.33 }] },
  ]);
  expect(accuracy.map((curve) => [curve.split, curve.points])).toEqual([
    ["training", [{ step: 10, value: 0.4 }]], ["validation", [{ step: 10, value: 0.35 }]],
  ]);
});
test("a resumed attempt replaces the steps it does again", () => {
  const { loss } = curvesOf([progress(10, 2), progress(20, 1.5), progress(30, 1.2), progress(20, 1.6), progress(40, 1)]);
  expect(loss[0]?.points).toEqual([{ step: 10, value: 2 }, { step: 20, value: 1.6 }, { step: 40, value: 1 }]);
});
test("energy so far is a curve of its own", () => {
  expect(curvesOf([progress(10, 2)]).energyJoules[0]?.points).toEqual([{ step: 10, value: 1 }]);
});
test("logs, checkpoints and values that are no numbers draw nothing", () => {
  const nothing = { loss: [], accuracy: [], energyJoules: [] };
  expect(curvesOf([{ kind: "CHECKPOINT", step: 5, values: [{ name: "energyJoules", value: 3 }] }, { kind: "PROGRESS", step: 5, values: [{ name: "loss", value: NaN }] }])).toEqual(nothing);
});
