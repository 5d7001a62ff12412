import type { z } from "zod";

/** As in Keras' functional configuration: class name, name, configuration with Keras' keys, names of the layers it reads. */
export interface NetworkLayer {
  className: string;
  name: string;
  config: Record<string, unknown>;
  /** Empty: it reads the network's inputs. */
  inbound: string[];
}

/** How a fresh weight begins: within Glorot's limit or one of its own, or the same everywhere. */
export type Initializer = { type: "glorot-uniform"; fanIn: number; fanOut: number } | { type: "uniform"; limit: number } | { type: "constant"; value: number };

export interface WeightSpec {
  /** Below the layer's name: `<layer>/<name>`. */
  name: string;
  shape: number[];
  initializer: Initializer;
  /** False for what training moves but no gradient does: moving averages. */
  trainable: boolean;
}

/** A kind of layer: what follows from its configuration and the shapes of its inputs. Shapes are those of one example. */
export interface LayerKind<Config = unknown> {
  /** Keras' class name. */
  className: string;
  /** Its name in specifications, Keras' name for such a layer: `max_pooling2d`. */
  type: string;
  title: { en: string; zh: string };
  /** What a specification says of it, flat, in camelCase, with the words that a form shows. */
  parameters: z.ZodRawShape;
  /** Keras' configuration with its keys in camelCase, Keras' defaults filled in; gives what the functions below read. */
  config: z.ZodType<Config>;
  /** How many layers it reads; default exactly one. */
  reads?: "many";
  /** @throws Misfit where the inputs are not what it takes */
  outputShape(config: Config, inputs: number[][]): number[];
  weights?(config: Config, inputs: number[][]): WeightSpec[];
  /** Of one forward pass of one example; biases, activations and normalizations are not counted. */
  multiplyAdds?(config: Config, inputs: number[][]): number;
  /** What stands for it in a network's label; without one it is left out. */
  label?(config: Config): string;
}

/** A kind with the type of its configuration, for who compiles it. */
export const defineLayer = <Config>(kind: LayerKind<Config>): LayerKind<Config> => kind;

/** Why a layer does not fit its inputs; who knows its name tells it. */
export class Misfit extends Error {
  readonly key: string | undefined;

  constructor(message: string, key?: string) {
    super(message);
    this.name = "Misfit";
    this.key = key;
  }
}

export const sizeOf = (shape: number[]): number => shape.reduce((product, length) => product * length, 1);
export const shapeText = (shape: number[]): string => `[${shape.join(", ")}]`;

/** The only input's shape, where it has so many dimensions. @param axes their names, e.g. "height, width, channels" */
export function inputOfRank(inputs: number[][], axes: string): number[] {
  const [shape = []] = inputs;
  if (shape.length !== axes.split(", ").length) throw new Misfit(`it reads examples of shape [${axes}], not ${shapeText(shape)}`);
  return shape;
}
