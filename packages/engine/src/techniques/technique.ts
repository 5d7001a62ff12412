import type { z } from "zod";
import type { FakeQuantization } from "../network/fake-quantization.ts";
import type { InTurns } from "../network/in-turns.ts";
import type { ForeignModel } from "../network/foreign-model.ts";
import type { HintOptions, PlacedHint } from "../network/hints.ts";
import type { Masks, PruningPlan } from "../network/magnitude-masks.ts";
import type { Architecture, Network } from "../network/network.ts";
import type { LossSpec } from "../network/objective.ts";
import type { LayerSpec } from "./layers.ts";

/** What a technique may give to a training beside its network and loss. */
export interface TrainingExtras {
  /** [examples, classes] */
  teacherLogits?: Float32Array;
  /** Layers that are held to what a teacher's give: `targets` [examples, size]. */
  hints?: (HintOptions & { targets: Float32Array })[];
  /** Weights that are set to 0 on the way, and stay so. */
  pruning?: PruningPlan;
  /** Weights that are 0 from the beginning, and stay so: 0 or 1 for each value. */
  masks?: Masks;
  /** What weights and activations go through meanwhile; the result has the observed ranges. */
  fakeQuantization?: FakeQuantization;
  /** By weight, of each of its values the number, 0 … 255, of those that it moves with as one. */
  sharing?: Record<string, Uint8Array>;
  /** The network trained reads what this one gives, computed once, in place of the task's inputs. */
  body?: Network;
}

/** What a technique may use: training, prediction and joules reach it as functions. */
export interface TechniqueContext {
  /** Every random choice follows from it. */
  seed: number;
  /** Shape and scale of the task's inputs, and how many classes. */
  task: { inputShape: number[]; inputScale: number; classes: number };
  /** How often a training of this step moves the weights, if nothing stops it early. */
  steps: number;
  /** Trains a network on the task's training examples as the step's `training` says. */
  train(network: Network, loss: LossSpec, extras?: TrainingExtras): Promise<Network>;
  /** A further model that the parameters name; see `models`. */
  modelOf(name: string): Network | ForeignModel;
  /** What a model's last layer gives for the training examples, [examples, its width], computed once: of a whole network the logits. */
  predictTraining(model: Network | ForeignModel): Promise<Float32Array>;
  /** Logits of the first validation examples, all where there are fewer: what calibration sees. */
  predictValidation(network: Network, count: number): Promise<Float32Array>;
  /** Gradients of the cross-entropy with the labels, each the mean over a batch of training examples, 1,024 of them at the most. The network stays as it is. */
  visitGradients(network: Network, visit: (gradient: (key: string) => Float32Array) => void): Promise<void>;
  /** Does work of the technique's own: its joules belong to the training. */
  measured<Result>(work: () => Result): Result;
  /** The same of work that takes longer than a moment: between its parts the run may be interrupted. */
  inTurns<Result>(work: InTurns<Result>): Promise<Result>;
  /** Leaves a file beside the run's model, for whoever wants to see or use what was computed. @param name of letters, digits, `.`, `_` and `-`; another of that name gets a number */
  leave(file: { name: string; bytes: Uint8Array; mediaType: string }): void;
  /** Says in the run's log what was done. */
  tell(message: string, values?: { name: string; value: number }[]): void;
}

/** What an outline tells of a technique's work, in the order of the work. */
export interface OutlineContext {
  task: TechniqueContext["task"];
  /** A network of these shapes is trained as the step's `training` says; gives the shapes back. @param extras `body`: it reads what this gives; `hints`: maps are trained with it */
  train(architecture: Architecture, extras?: { body?: Architecture; hints?: PlacedHint[] }): Architecture;
  /** One forward pass of the training examples. */
  predictTraining(architecture: Architecture): void;
  /** One forward pass of so many validation examples. */
  predictValidation(architecture: Architecture, count: number): void;
  visitGradients(architecture: Architecture): void;
  /** Shapes of a further model that the parameters name; null: they are not known here. */
  architectureOf(name: string): Architecture | null;
}

/** A model that the parameters name beside the network given, at its path below the step. */
export interface NamedModel {
  path: string[];
  /** A registered version, which a platform knows; or a file, which the engine's own command line reads. */
  by: "modelVersion" | "file";
  name: string;
}

/** An optimization method: from Network to Network. The network given is left as it was. */
export interface Technique<Params = unknown> {
  /** kebab-case, the file's name; stands in specifications for ever. */
  id: string;
  title: string;
  /** The paper or the book that its formula is from. */
  source: string;
  params: z.ZodType<Params>;
  /** Parameters that the contract test applies. */
  example: Record<string, unknown>;
  /** The layers of new networks that the parameters bring, each at its path below the step: they are checked against the task before anything runs. */
  newLayers?(params: Params): { path: string[]; layers: LayerSpec[] }[];
  /** `apply` asks its network for nothing but logits, so a model that only predicts will do: a teacher. Without it such a base is refused. */
  takesPredictor?: true;
  /** Further models that the parameters name; they are there before anything runs. */
  models?(params: Params): NamedModel[];
  /** How many times it trains; true and left out: once. */
  trains?(params: Params): boolean | number;
  /** The parameter for whose sake one process must train; null and left out: several may. */
  oneProcess?(params: Params): string | null;
  /** It gives its network an output layer for the task, so the network may have none: one that was made for something else. */
  addsOutput?: true;
  /** No step may come after it: it would change what this one has rounded. */
  last?: true;
  apply(network: Network, params: Params, context: TechniqueContext): Promise<Network>;
  /**
   * Whether the parameters fit the network, the steps of training, and the task's classes; asked before anything runs where the network is known by then, and again before `apply`.
   * @throws EngineError INVALID_INPUT with a path below the step
   */
  check?(architecture: Architecture, params: Params, steps: number, classes: number): void;
  /**
   * The same as `apply` on shapes alone: calls what it calls, and gives the shapes that it gives; where those follow from the weights, the largest they may be.
   * The layers may have other names than those of the network.
   */
  outline(architecture: Architecture, params: Params, context: OutlineContext): Architecture;
}

/** Keeps the parameters' type inside the technique, while the registry is a plain list. */
export const defineTechnique = <Params>(technique: Technique<Params>): Technique =>
  ({
    ...technique,
    newLayers: (params) => technique.newLayers?.(params as Params) ?? [],
    models: (params) => technique.models?.(params as Params) ?? [],
    trains: (params) => technique.trains?.(params as Params) ?? true,
    oneProcess: (params) => technique.oneProcess?.(params as Params) ?? null,
    check: (architecture, params, steps, classes) => technique.check?.(architecture, params as Params, steps, classes),
    async apply(network, params, context) {
      technique.check?.(network, params as Params, context.steps, context.task.classes);
      return technique.apply(network, params as Params, context);
    },
    outline: (architecture, params, context) => technique.outline(architecture, params as Params, context),
  });
