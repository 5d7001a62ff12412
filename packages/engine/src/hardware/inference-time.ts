import { EngineError } from "../errors.ts";
import type { Architecture } from "../network/network.ts";
import type { LayerWork } from "./layer-work.ts";
import { layerWork } from "./layer-work.ts";
import type { HardwareProfile, NumberType } from "./profile.ts";
import { computedIn } from "./profile.ts";

export interface Call {
  /** Type that the network's weights are stored in. */
  numberType: NumberType;
  /** Examples in one call. */
  batchSize: number;
}

/** How long one call takes by the model, s. */
export interface InferenceTime {
  seconds: number;
  /** Of it, the roofline: no device with this peak and this bandwidth is faster. */
  boundSeconds: number;
  /** What is computed in, which is float32 where the device has no faster way for the type asked for. */
  numberType: NumberType;
}

const BYTES = { float32: 4, float16: 2, int8: 1 } as const satisfies Record<NumberType, number>;

/**
 * Time of one call: for each layer the larger of its arithmetic at the peak and its bytes at the memory's bandwidth, and the overhead of launching.
 * @returns null where the device computes in no type that the network could use
 * @throws EngineError INVALID_INPUT for a batch size that is no whole number from 1; what layerWork throws
 */
export function inferenceTime(architecture: Architecture, profile: HardwareProfile, { numberType: asked, batchSize }: Call): InferenceTime | null {
  if (!Number.isInteger(batchSize) || batchSize < 1) throw new EngineError("INVALID_INPUT", `batchSize must be a whole number from 1, not ${batchSize}.`, { path: ["batchSize"] });
  const numberType = computedIn(profile, asked);
  if (numberType === null) return null;
  const layers = layerWork(architecture);
  const bytes = trafficOf(layers, batchSize, BYTES[numberType], profile.onChipBytes?.value ?? 0);
  const peak = profile.operationsPerSecond[numberType]!.value;
  const boundSeconds = layers.reduce((sum, { multiplyAdds }, k) => sum + Math.max((2 * batchSize * multiplyAdds) / peak, bytes[k]! / profile.bytesPerSecond.value), 0);
  const launches = layers.filter((layer) => layer.launches).length;
  return { seconds: boundSeconds + profile.secondsPerCall.value + launches * profile.secondsPerLayer.value, boundSeconds, numberType };
}

/** Bytes that cross the memory's bandwidth for each layer: all it reads and writes; only the network's inputs and outputs where the rest, whole tables of embeddings too, stays on the chip. */
function trafficOf(layers: LayerWork[], batchSize: number, width: number, onChipBytes: number): number[] {
  const values = ({ valuesRead, valuesWritten }: LayerWork): number => batchSize * (valuesRead + valuesWritten) * width;
  const kept = layers.reduce((sum, { stored }) => sum + stored * width, 0);
  const stays = kept + Math.max(0, ...layers.map(values)) <= onChipBytes;
  return layers.map((layer, k) => {
    if (stays) return batchSize * (layer.inputs + (k === layers.length - 1 ? layer.valuesWritten : 0)) * width;
    return layer.launches ? (layer.weights + batchSize * layer.weightsOfExample) * width + values(layer) : 0;
  });
}
