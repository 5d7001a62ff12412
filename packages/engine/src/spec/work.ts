import type { Work } from "@joulemark/energy";
import { EngineError } from "../errors.ts";
import type { Architecture } from "../network/network.ts";
import { multiplyAdds, parameterCount, sizeOf, weightShapes } from "../network/network.ts";
import { tasks } from "../tasks/registry.ts";
import { layersOf } from "../techniques/layers.ts";
import { techniques } from "../techniques/registry.ts";
import { stepsOf } from "./parse.ts";
import type { Specification, TrainingSpec } from "./schema.ts";

/** What each optimizer keeps of every weight. */
const slots: Record<TrainingSpec["optimizer"]["type"], number> = { sgd: 0, adam: 2 };

/** Multiply-adds that training takes for one example: forward, gradients of the weights, and of each layer's inputs but the first's. */
export function trainingMultiplyAdds(architecture: Architecture): number {
  const [first = 0] = [...weightShapes(architecture)].filter(([key]) => key.endsWith("/kernel")).map(([, shape]) => sizeOf(shape));
  return 3 * multiplyAdds(architecture) - first;
}

const valuesOf = (architecture: Architecture): number =>
  [...weightShapes(architecture)].reduce((sum, [key, shape]) => (key.endsWith("/kernel") ? sum + shape.at(-1)! : sum), sizeOf(architecture.inputShape));

/**
 * What one run of a specification asks of a machine. Loads no data and no TensorFlow.
 * @param base the shapes of the base version's network, where the specification names one
 * @throws EngineError INVALID_INPUT where they are needed and missing; UNSUPPORTED for a layer that is not known
 */
export function workOf(specification: Specification, base: Architecture | null = null): Work {
  const task = tasks.find(({ slug }) => slug === specification.task)!;
  const work: Work = { multiplyAdds: 0, steps: 0, layerSteps: 0, optimizerValues: 0, exampleValues: 0, passes: 0, calls: 0, weights: 0 };
  let architecture = specification.base.layers ? { inputShape: task.inputShape, layers: layersOf(specification.base.layers, task.classes) } : base;
  if (!architecture) throw new EngineError("INVALID_INPUT", "The shapes of the base version's network are missing.", { path: ["base"] });
  for (const { technique: id, params, training } of stepsOf(specification)) {
    const examples = training.examples ?? task.splitSizes.train;
    const technique = techniques.find((candidate) => candidate.id === id)!;
    architecture = technique.outline(architecture, params, {
      task,
      train(trained) {
        const steps = training.epochs * Math.ceil(examples / training.batchSize);
        work.multiplyAdds += training.epochs * examples * trainingMultiplyAdds(trained);
        work.steps += steps;
        work.layerSteps += steps * trained.layers.length;
        work.optimizerValues += steps * parameterCount(trained) * (1 + slots[training.optimizer.type]);
        work.exampleValues += training.epochs * examples * valuesOf(trained);
        work.passes += training.epochs;
        work.calls += 1;
        work.weights = Math.max(work.weights, parameterCount(trained));
        return trained;
      },
      predictTraining(predicting) {
        work.multiplyAdds += examples * multiplyAdds(predicting);
        work.exampleValues += examples * valuesOf(predicting);
        work.calls += 1;
      },
    });
  }
  return work;
}
