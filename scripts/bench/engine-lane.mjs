/** Our lane of the engine's benchmark: `node engine-lane.mjs FOLDER`. Trains by the strategy that the product trains by, so in native calls of about 50 ms. */
import { TrainingProgram, openBackend, openPredictor } from "../../packages/engine/src/index.ts";
import { meanCrossEntropy } from "../../packages/engine/src/evaluation/accuracy.ts";
import { single } from "../../packages/engine/src/training/single.ts";
import { SEED, readCase } from "./engine-cases.mjs";
import { timeEpochs } from "./epoch-timer.mjs";

const { network, rows, batchSize, epochs, inputs, labels, teacherLogits, distillation, evaluates } = readCase(process.argv[2]);
const backend = await openBackend({ threads: 1 });

if (evaluates) {
  let predictor; // compiling is part of the first pass
  await timeEpochs(backend.version, epochs, () => meanCrossEntropy((predictor ??= openPredictor(backend, network)).predict(inputs), labels));
} else {
  let program;
  await timeEpochs(backend.version, epochs, async (epoch) => {
    if (!program) {
      program = new TrainingProgram(backend, network, { optimizer: { type: "adam", learningRate: 0.001 }, loss: distillation ? { type: "distillation", ...distillation } : { type: "cross-entropy" } });
      program.setData({ inputs, labels, ...(teacherLogits ? { teacherLogits } : {}) });
    }
    let lossSum = 0;
    await single.run({ program, examples: rows, epochs: epoch + 1, batchSize, settings: {}, seed: SEED, call: 0, start: { epoch, row: 0 }, maxSteps: Infinity }, (chunk) => {
      lossSum += chunk.loss * chunk.rows;
      return Promise.resolve();
    });
    return lossSum / rows;
  });
}
