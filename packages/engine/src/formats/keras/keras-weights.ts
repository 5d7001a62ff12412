import { EngineError } from "../../errors.ts";
import type { Architecture, Weight } from "../../network/network.ts";
import { placeLayers } from "../../network/placed-layers.ts";
import type { Hdf5Content } from "../hdf5/read-hdf5.ts";
import type { KerasLayer } from "./keras-config.ts";

const misfit = (path: string, why: string): EngineError => new EngineError("CORRUPT", `${path}: ${why}.`, { path: path.split("/").filter((part) => part !== "") });

/** Source: keras-team/keras, keras/src/utils/naming.py, to_snake_case. */
const snakeCase = (className: string): string => className.replace(/\W+/g, "").replace(/(.)([A-Z][a-z]+)/g, "$1_$2").replace(/([a-z])([A-Z])/g, "$1_$2").toLowerCase();

/** Where Keras 3 keeps the weights of each layer: below its class, numbered where there are several. Source: keras/src/saving/saving_lib.py, _save_container_state. */
function placesByClass(layers: KerasLayer[]): Map<string, string> {
  const seen = new Map<string, number>();
  return new Map(layers.map(({ name, className }) => {
    const base = snakeCase(className);
    const count = seen.get(base) ?? 0;
    seen.set(base, count + 1);
    return [name, `/layers/${base}${count === 0 ? "" : `_${count}`}/vars`] as const;
  }));
}

/** The state of a layer's random numbers, which some versions of Keras save, and nothing here needs. */
export const SEEDS = "seed_generator";

function takeAll(content: Hdf5Content, architecture: Architecture, pathsOf: (layer: string, names: string[]) => string[]): Record<string, Weight> {
  const left = new Set(content.tensors.keys());
  const weights = placeLayers(architecture).flatMap(({ layer, weights: specs }) => {
    const paths = pathsOf(layer.name, specs.map(({ name }) => name));
    return specs.map(({ key, shape }, k): [string, Weight] => {
      const path = paths[k]!;
      const found = content.tensors.get(path);
      if (!found) throw misfit(path, `the weight ${key} is missing`);
      if (found.shape.join() !== shape.join()) throw misfit(path, `the weight ${key} must have the shape [${shape.join(", ")}], not [${found.shape.join(", ")}]`);
      left.delete(path);
      return [key, { shape, values: found.values as Float32Array }];
    });
  });
  const [extra] = left;
  if (extra !== undefined) throw misfit(extra, "these values belong to no layer that is read");
  return Object.fromEntries(weights);
}

/** Weights of `model.weights.h5` of a `.keras` archive. @throws EngineError CORRUPT naming the path of what is missing, misshapen or of no layer */
export function archiveWeights(content: Hdf5Content, architecture: Architecture, layers: KerasLayer[]): Record<string, Weight> {
  const places = placesByClass(layers);
  return takeAll(content, architecture, (layer, names) => {
    const place = places.get(layer)!;
    const said = content.attributes.get(place)?.get("name");
    if (said !== undefined && said !== layer) throw misfit(place, `it says that it belongs to the layer ${String(said)}, and config.json has ${layer} there`);
    return names.map((_, k) => `${place}/${k}`);
  });
}

/** Weights of a whole model in one HDF5 file, as Keras 2 wrote it and Keras 3 still does. @throws EngineError CORRUPT naming the path of what is missing, misshapen or of no layer */
export function wholeFileWeights(content: Hdf5Content, architecture: Architecture): Record<string, Weight> {
  return takeAll(content, architecture, (layer, names) => {
    const group = `/model_weights/${layer}`;
    const said = content.attributes.get(group)?.get("weight_names") ?? [];
    const own = typeof said === "string" ? [said] : said;
    const plain = own.map((name) => name.replace(/:0$/, "").split("/").at(-1)!);
    // Keras 3 says kernel where it, and Keras 2, have depthwise_kernel as the layer's own name.
    if (own.length !== names.length || names.some((name, k) => name !== plain[k] && name !== `depthwise_${plain[k]}`)) throw misfit(group, `its weights are ${own.join(", ") || "none"}, and the layer has ${names.join(", ") || "none"}`);
    return own.map((name) => `${group}/${name}`);
  });
}
