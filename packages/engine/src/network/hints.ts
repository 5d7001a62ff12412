import { EngineError } from "../errors.ts";
import { sizeOf } from "./layer-kind.ts";
import type { Architecture } from "./network.ts";
import { placeLayers } from "./placed-layers.ts";

/** A layer of the student that is to give what a layer of the teacher gives. */
export interface Hint {
  teacherLayer: string;
  studentLayer: string;
  /** Of its part of the loss. */
  weight: number;
}

/** A linear map of the values along the last axis, or of all values of an example. */
export interface RegressorShape {
  inputs: number;
  outputs: number;
}

export interface PlacedHint extends Hint {
  /** Values that the teacher's layer gives for an example. */
  size: number;
  /** Null: both layers give the same shape, and the student's values are compared as they are. */
  regressor: RegressorShape | null;
}

/** A layer that is held to given values while it trains. */
export interface HintOptions {
  /** Of the network that is trained. */
  layer: string;
  weight: number;
  /** Values of an example to come near. */
  size: number;
  /** The map that the layer's values go through first; it is trained too, and belongs to the training, not to the network. */
  regressor: (RegressorShape & { kernel: Float32Array }) | null;
}

/** More weights would dwarf the student. */
const MOST_WEIGHTS = 2 ** 22;

function shapeIn(architecture: Architecture, name: string, whose: string, path: string[]): number[] {
  const placed = placeLayers(architecture).find(({ layer }) => layer.name === name);
  if (!placed) throw new EngineError("INVALID_INPUT", `The ${whose} has no layer ${name}. It has ${architecture.layers.map((layer) => layer.name).join(", ")}.`, { path });
  return placed.outputShape;
}

/**
 * How the values of the layers meet. Where they differ in channels only, the map is along the channels, the same at every place; else of a whole example.
 * Source: Romero et al. 2015, "FitNets", arXiv 1412.6550, section 2.2.
 * @throws EngineError INVALID_INPUT with a path below the step
 */
export function placeHints(teacher: Architecture, student: Architecture, hints: Hint[]): PlacedHint[] {
  return hints.map((hint, k) => {
    const path = (key: string): string[] => ["hints", String(k), key];
    const to = shapeIn(teacher, hint.teacherLayer, "teacher", path("teacherLayer"));
    const from = shapeIn(student, hint.studentLayer, "student", path("studentLayer"));
    const size = sizeOf(to);
    if (from.join() === to.join()) return { ...hint, size, regressor: null };
    const along = from.length === to.length && from.slice(0, -1).join() === to.slice(0, -1).join();
    const regressor = along ? { inputs: from.at(-1)!, outputs: to.at(-1)! } : { inputs: sizeOf(from), outputs: size };
    if (regressor.inputs * regressor.outputs > MOST_WEIGHTS) throw new EngineError("INVALID_INPUT", `Between [${from.join(", ")}] and [${to.join(", ")}] the map would have ${regressor.inputs * regressor.outputs} weights; at most ${MOST_WEIGHTS}. Take layers of the same places, or smaller ones.`, { path: path("studentLayer") });
    return { ...hint, size, regressor };
  });
}
