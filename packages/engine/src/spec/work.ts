import type { Work } from "@joulemark/energy";
import { EngineError } from "../errors.ts";
import type { Architecture } from "../network/network.ts";
import { multiplyAdds, parameterCount, sizeOf, weightSpecs } from "../network/network.ts";
import { placeLayers, trainedLayers } from "../network/placed-layers.ts";
import { findTask } from "../tasks/find-task.ts";
import { techniques } from "../techniques/registry.ts";
import { newArchitecture } from "./new-architecture.ts";
import { stepsOf } from "./parse.ts";
import type { Specification, TrainingSpec } from "./schema.ts";
import { gradientExamples, trainingSteps, trainingUpdates } from "./schema.ts";

/** What each optimizer keeps of every weight. */
const slots = { sgd: 0, adam: 2, adamw: 2, rmsprop: 2 } satisfies Record<TrainingSpec["optimizer"]["type"], number>;
const slotsOf = (optimizer: TrainingSpec["optimizer"]): number => (optimizer.type === "sgd" && optimizer.momentum ? 1 : slots[optimizer.type]);

/** Multiply-adds that training takes for one example: forward, gradients of the weights, and of the inputs of each layer that something trained stands before. */
export function trainingMultiplyAdds(architecture: Architecture): number {
  const all = placeLayers(architecture);
  const trained = trainedLayers(all);
  return all.reduce((sum, layer) => sum + layer.multiplyAdds * (layer.reads.some((name) => trained.has(name)) ? 3 : 2), 0);
}

const valuesOf = (architecture: Architecture): number => placeLayers(architecture).reduce((sum, { outputShape }) => sum + sizeOf(outputShape), sizeOf(architecture.inputShape));

/** Weights that an optimizer moves. */
const trainableCount = (architecture: Architecture): number => [...weightSpecs(architecture).values()].reduce((sum, { shape, trainable }) => sum + (trainable ? sizeOf(shape) : 0), 0);

/**
 * What one run of a specification asks of a machine. Loads no data and no TensorFlow.
 * @param base the shapes of the base version's network, where the specification names one
 * @param architectureOf the shapes of a further model that a step names; null: they are not known, and its work is not counted
 * @throws EngineError INVALID_INPUT where they are needed and missing; UNSUPPORTED for a layer that is not known
 */
export function workOf(specification: Specification, base: Architecture | null = null, architectureOf: (name: string) => Architecture | null = () => null): Work {
  const task = findTask(specification.task)!;
  const work: Work = { multiplyAdds: 0, steps: 0, layerSteps: 0, optimizerValues: 0, exampleValues: 0, passes: 0, calls: 0, weights: 0 };
  let architecture = newArchitecture(specification.base, task) ?? base;
  if (!architecture) throw new EngineError("INVALID_INPUT", "The shapes of the base version's network are missing.", { path: ["base"] });
  for (const { technique: id, params, training } of stepsOf(specification)) {
    const examples = training.examples ?? task.splitSizes.train;
    const steps = trainingSteps(training, task.splitSizes.train);
    const technique = techniques.find((candidate) => candidate.id === id)!;
    architecture = technique.outline(architecture, params, {
      task,
      architectureOf,
      train(trained, { body, hints = [] } = {}) {
        if (body) {
          const seen = examples + task.splitSizes.validation;
          work.multiplyAdds += seen * multiplyAdds(body);
          work.exampleValues += seen * valuesOf(body);
          work.calls += 1;
        }
        // A hint's map: forward, gradients of its weights and of the layer below it.
        const maps = hints.flatMap(({ size, regressor }) => (regressor ? [{ multiplyAdds: size * regressor.inputs, weights: (regressor.inputs + 1) * regressor.outputs }] : []));
        const mapped = maps.reduce((sum, map) => ({ multiplyAdds: sum.multiplyAdds + 3 * map.multiplyAdds, weights: sum.weights + map.weights }), { multiplyAdds: 0, weights: 0 });
        work.multiplyAdds += training.epochs * examples * (trainingMultiplyAdds(trained) + mapped.multiplyAdds);
        work.steps += steps;
        work.layerSteps += steps * trained.layers.length;
        const updates = trainingUpdates(training, task.splitSizes.train);
        const summed = updates < steps ? steps : 0; // each batch adds to the sums of its window
        work.optimizerValues += (trainableCount(trained) + mapped.weights) * (updates * (1 + slotsOf(training.optimizer)) + summed);
        work.exampleValues += training.epochs * examples * (valuesOf(trained) + hints.reduce((sum, { size }) => sum + size, 0));
        if (training.earlyStopping || training.joulePrice) {
          const watched = training.epochs * task.splitSizes.validation; // at the most: it may stop before
          work.multiplyAdds += watched * multiplyAdds(trained);
          work.exampleValues += watched * valuesOf(trained);
        }
        work.passes += training.epochs;
        work.calls += 1;
        work.weights = Math.max(work.weights, parameterCount(trained));
        return trained;
      },
      predictValidation(predicting, wanted) {
        const count = Math.min(wanted, task.splitSizes.validation);
        work.multiplyAdds += count * multiplyAdds(predicting);
        work.exampleValues += count * valuesOf(predicting);
        work.calls += 1;
      },
      predictTraining(predicting) {
        work.multiplyAdds += examples * multiplyAdds(predicting);
        work.exampleValues += examples * valuesOf(predicting);
        work.calls += 1;
      },
      visitGradients(differentiated) {
        const seen = Math.min(examples, gradientExamples);
        work.multiplyAdds += seen * trainingMultiplyAdds(differentiated);
        work.steps += Math.ceil(seen / training.batchSize);
        work.layerSteps += Math.ceil(seen / training.batchSize) * differentiated.layers.length;
        work.exampleValues += seen * valuesOf(differentiated);
        work.calls += 1;
      },
    });
  }
  return work;
}
