import { EngineError } from "../errors.ts";
import { checkNetwork } from "../network/network.ts";
import type { Format } from "./format.ts";
import { hdf5Limits } from "./hdf5/hdf5-limits.ts";
import { readHdf5 } from "./hdf5/read-hdf5.ts";
import { readKerasConfig } from "./keras/keras-config.ts";
import { kerasLimits } from "./keras/keras-limits.ts";
import { SEEDS, archiveWeights } from "./keras/keras-weights.ts";
import { openZip } from "./zip-archive.ts";
import { zipNames } from "./zip-directory.ts";

const [CONFIG, METADATA, WEIGHTS] = ["config.json", "metadata.json", "model.weights.h5"] as const;

/** Keras' archive of version 3: the layers as JSON, the weights as HDF5, in a zip archive. It is read, not written. */
export const kerasArchive: Format = {
  id: "keras",
  fileName: "model.keras",
  mediaType: "application/vnd.keras",
  recognizes(bytes) {
    const names = zipNames(bytes);
    return names !== null && (names.includes(WEIGHTS) || (names.includes(CONFIG) && names.includes(METADATA)));
  },
  encode() {
    throw new EngineError("UNSUPPORTED", "Keras' files are read, not written: write a tfjs layers model, or ONNX.");
  },
  decode(bytes) {
    const { names, unpack } = openZip(bytes);
    const other = names.find((name) => name !== CONFIG && name !== METADATA && name !== WEIGHTS && !name.endsWith("/"));
    if (other !== undefined) throw new EngineError("UNSUPPORTED", `The archive holds ${other}. ${CONFIG}, ${METADATA} and ${WEIGHTS} are read: models with assets of their own, or with weights in several files, are not.`, { path: [other] });
    const missing = [CONFIG, WEIGHTS].find((name) => !names.includes(name));
    if (missing !== undefined) throw new EngineError("CORRUPT", `The archive holds no ${missing}: save the whole model, by model.save("model.keras").`, { path: [missing] });
    const { architecture, kerasLayers } = readKerasConfig(unpack(CONFIG, kerasLimits.configBytes), CONFIG);
    const content = readHdf5(unpack(WEIGHTS, hdf5Limits.fileBytes), { attributes: ["name"], skip: ["/optimizer", SEEDS] });
    const network = { ...architecture, weights: archiveWeights(content, architecture, kerasLayers) };
    checkNetwork(network);
    return network;
  },
};
