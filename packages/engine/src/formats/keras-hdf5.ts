import { EngineError } from "../errors.ts";
import { checkNetwork } from "../network/network.ts";
import type { Format } from "./format.ts";
import { looksLikeHdf5, readHdf5 } from "./hdf5/read-hdf5.ts";
import { readKerasConfig } from "./keras/keras-config.ts";
import { wholeFileWeights } from "./keras/keras-weights.ts";

/** Keras' whole model in one HDF5 file, the layers in an attribute: what Keras 2 wrote, and Keras 3 writes for the ending .h5. It is read, not written. */
export const kerasHdf5: Format = {
  id: "keras-h5",
  fileName: "model.h5",
  mediaType: "application/x-hdf5",
  recognizes: looksLikeHdf5,
  encode() {
    throw new EngineError("UNSUPPORTED", "Keras' files are read, not written: write a tfjs layers model, or ONNX.");
  },
  decode(bytes) {
    const content = readHdf5(bytes, { attributes: ["model_config", "weight_names"], skip: ["/optimizer_weights"] });
    const config = content.attributes.get("/")?.get("model_config");
    if (typeof config !== "string") throw new EngineError("UNSUPPORTED", "This HDF5 file has no model_config: weights alone, or no model of Keras'. Save the whole model, by model.save(\"model.keras\").", { path: ["model_config"] });
    const { architecture } = readKerasConfig(config, "model_config");
    const network = { ...architecture, weights: wholeFileWeights(content, architecture) };
    checkNetwork(network);
    return network;
  },
};
