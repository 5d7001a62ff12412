import { expect, test } from "@jest/globals";
import { architectureOfLabel } from "../network/network.ts";
import { parseSpecification } from "./parse.ts";
import { trainingMultiplyAdds, workOf } from "./work.ts";

const dense = (...units: number[]) => units.map((width) => ({ type: "dense", units: width, activation: "relu" }));
function parsed(change: Record<string, unknown>) {
  const result = parseSpecification({ version: 1, name: "x", task: "digits", base: { layers: dense(16) }, pipeline: [{ technique: "train" }], training: { examples: 100, epochs: 7, batchSize: 32, optimizer: { type: "sgd", learningRate: 0.1 } }, ...change });
  if (!result.ok) throw new Error(JSON.stringify(result.issues));
  return result.specification;
}

test("training 64-16-10 on 100 examples for 7 epochs at batch 32 is what one counts by hand", () => {
  expect(workOf(parsed({}))).toEqual({
    multiplyAdds: 7 * 100 * (2 * 64 * 16 + 3 * 16 * 10), // no gradient of the pixels
    steps: 7 * 4, // the fourth batch has 4 examples
    layerSteps: 7 * 4 * 2,
    optimizerValues: 7 * 4 * (64 * 16 + 16 + 16 * 10 + 10),
    exampleValues: 7 * 100 * (64 + 16 + 10),
    passes: 7,
    calls: 1,
    weights: 1210,
  });
});
test("Adam writes two more values of each weight; a step's own training replaces the pipeline's", () => {
  const adam = parsed({ pipeline: [{ technique: "train", training: { epochs: 1, batchSize: 100, optimizer: { type: "adam", learningRate: 0.001 } } }] });
  expect(workOf(adam)).toMatchObject({ steps: 1, passes: 1, optimizerValues: 3 * 1210 });
});
test("momentum is one value a weight, early stopping a forward pass of the validation split an epoch", () => {
  const momentum = parsed({ training: { examples: 100, epochs: 7, batchSize: 32, optimizer: { type: "sgd", learningRate: 0.1, momentum: 0.9 }, earlyStopping: {} } });
  expect(workOf(momentum)).toMatchObject({ optimizerValues: 2 * 7 * 4 * 1210, multiplyAdds: 7 * 100 * (2 * 64 * 16 + 3 * 16 * 10) + 7 * 240 * (64 * 16 + 160) });
});
test("distilling adds one forward pass of the teacher over the examples, and trains the student", () => {
  const student = parsed({ base: { layers: dense(512, 512) }, pipeline: [{ technique: "distill", student: { layers: dense(16) } }] });
  const [alone, distilled] = [workOf(parsed({})), workOf(student)];
  expect(distilled.multiplyAdds - alone.multiplyAdds).toBe(100 * (64 * 512 + 512 * 512 + 512 * 10));
  expect([distilled.steps, distilled.layerSteps, distilled.calls]).toEqual([alone.steps, alone.layerSteps, 2]);
});
test("a hint is a pass of the teacher up to its layer, and a map that is trained with the student where shapes differ", () => {
  const hinted = (studentLayer: string, hints = true) => workOf(parsed({ base: { layers: dense(512, 32) }, pipeline: [{ technique: "distill", student: { layers: dense(32, 16) }, ...(hints ? { hints: [{ teacherLayer: "dense_2", studentLayer, weight: 1 }] } : {}) }] }));
  const [without, alike, mapped] = [hinted("", false), hinted("dense_1"), hinted("dense_2")];
  expect(alike.multiplyAdds - without.multiplyAdds).toBe(100 * (64 * 512 + 512 * 32));
  expect(mapped.multiplyAdds - alike.multiplyAdds).toBe(7 * 100 * 3 * 16 * 32);
  expect([alike.optimizerValues - without.optimizerValues, mapped.optimizerValues - alike.optimizerValues]).toEqual([0, 7 * 4 * (16 * 32 + 32)]);
});
test("hints of layers that an outline knows by other names are left out of its work, and stop nothing", () => {
  const hints = [{ teacherLayer: "encoder", studentLayer: "dense_1", weight: 1 }];
  const taught = (more: object) => workOf(parsed({ base: { modelVersion: "some" }, pipeline: [{ technique: "distill", student: { layers: dense(32) }, ...more }] }), architectureOfLabel("64-16-10"));
  expect(taught({ hints })).toEqual(taught({}));
});
test("a further teacher is one more forward pass of the examples, where its shapes are known", () => {
  const taught = parsed({ base: { layers: dense(512, 512) }, pipeline: [{ technique: "distill", student: { layers: dense(16) }, teachers: [{ modelVersion: "a", weight: 1 }, { modelVersion: "unknown", weight: 1 }] }] });
  const known = workOf(taught, null, (name) => (name === "a" ? architectureOfLabel("64-32-10") : null));
  expect(known.multiplyAdds - workOf(taught).multiplyAdds).toBe(100 * (64 * 32 + 32 * 10));
});
test("pruning by magnitude is a training like another; without one it is no work", () => {
  const pruned = (step: object) => workOf(parsed({ pipeline: [{ technique: "train" }, { technique: "prune-magnitude", ...step }] }));
  expect(pruned({})).toMatchObject({ steps: 2 * 7 * 4, calls: 2, weights: 1210 });
  expect(pruned({ fineTune: false })).toEqual(workOf(parsed({})));
});
test("removed channels are not trained; importance by gradients is a pass forward and back on 1,024 examples at the most", () => {
  const pruned = (step: object) => workOf(parsed({ base: { layers: dense(40) }, pipeline: [{ technique: "prune-channels", pruningRatio: 0.25, ...step }] }));
  const byNorm = pruned({});
  expect(byNorm).toMatchObject({ multiplyAdds: 7 * 100 * (2 * 64 * 30 + 3 * 30 * 10), weights: 64 * 30 + 30 + 310 });
  expect(pruned({ importance: "taylor" }).multiplyAdds - byNorm.multiplyAdds).toBe(100 * (2 * 64 * 40 + 3 * 40 * 10));
});
test("a factorized network is trained with the multiply-adds of its halves", () => {
  const split = workOf(parsed({ base: { layers: dense(40) }, pipeline: [{ technique: "low-rank", rule: { type: "rank", rank: 5 } }] }));
  expect(split).toMatchObject({ multiplyAdds: 7 * 100 * (2 * 64 * 5 + 3 * (5 * 40 + 40 * 5 + 5 * 10)), layerSteps: 7 * 4 * 4 });
});
test("a registered base is counted by its shapes, and is missed where they are not given", () => {
  const onVersion = parsed({ base: { modelVersion: "some" } });
  expect(workOf(onVersion, architectureOfLabel("64-16-10"))).toEqual(workOf(parsed({})));
  expect(() => workOf(onVersion)).toThrow("The shapes of the base version's network are missing.");
});
test("all training examples are counted where none are named", () => {
  expect(workOf(parsed({ training: { epochs: 2, batchSize: 1197 } })).exampleValues).toBe(2 * 1197 * (64 + 16 + 10));
});
test("a network without a hidden layer needs two products for each of its weights, not three", () => {
  expect(trainingMultiplyAdds(architectureOfLabel("64-10")!)).toBe(2 * 640);
});
test("a convolution is counted at every place of its kernel, a normalization by its values alone", () => {
  const layers = [{ type: "reshape", targetShape: [8, 8, 1] }, { type: "conv2d", filters: 4, kernelSize: 3 }, { type: "batch_normalization" }, { type: "max_pooling2d" }, { type: "flatten" }];
  const [conv, dense] = [8 * 8 * 3 * 3 * 4, 4 * 4 * 4 * 10];
  expect(workOf(parsed({ base: { layers } }))).toMatchObject({
    multiplyAdds: 7 * 100 * (2 * conv + 3 * dense), // no gradient of the pixels
    layerSteps: 7 * 4 * 6,
    optimizerValues: 7 * 4 * (3 * 3 * 4 + 4 + 8 + 640 + 10), // moving averages are no optimizer's
    exampleValues: 7 * 100 * (64 + 64 + 256 + 256 + 64 + 64 + 10),
  });
});
test.each(["64", "64-", "64-0-10", "64-16-10 seed 1", "sixteen"])("%j is no label of widths", (label) => {
  expect(architectureOfLabel(label)).toBeNull();
});
