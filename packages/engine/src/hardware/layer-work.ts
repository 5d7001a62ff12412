import type { Architecture } from "../network/network.ts";
import { sizeOf } from "../network/network.ts";
import { INPUTS, placeLayers } from "../network/placed-layers.ts";

/** What a forward pass asks of one layer. Values and multiply-adds are those of one example. */
export interface LayerWork {
  multiplyAdds: number;
  /** Weights that it has. */
  stored: number;
  /** Weights that a call reads whatever its batch. */
  weights: number;
  /** Weights that each example reads for itself: rows of an embedding. */
  weightsOfExample: number;
  valuesRead: number;
  valuesWritten: number;
  /** Of the values read, those that are the network's own inputs. */
  inputs: number;
  /** Whether the layer computes; one that only changes a shape, or acts in training alone, is not launched. */
  launches: boolean;
}

/** They give the values they were given. */
const formal: ReadonlySet<string> = new Set(["Flatten", "Reshape", "Dropout"]);

/**
 * The layers of a network in order, by what they compute, read and write.
 * @throws EngineError UNSUPPORTED or INVALID_INPUT naming the layer that is not known or does not fit
 */
export const layerWork = (architecture: Architecture): LayerWork[] =>
  placeLayers(architecture).map(({ kind, reads, inputShapes, outputShape, weights, multiplyAdds }) => {
    const stored = weights.reduce((sum, { shape }) => sum + sizeOf(shape), 0);
    const written = sizeOf(outputShape);
    const sizes = inputShapes.map(sizeOf);
    const read = sizes.reduce((sum, size) => sum + size, 0);
    const inputs = sizes.reduce((sum, size, k) => sum + (reads[k] === INPUTS ? size : 0), 0);
    const rows = kind.className === "Embedding";
    return { multiplyAdds, stored, weights: rows ? 0 : stored, weightsOfExample: rows ? Math.min(stored, written) : 0, valuesRead: read, valuesWritten: written, inputs, launches: !formal.has(kind.className) };
  });
