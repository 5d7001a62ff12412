import { EngineError } from "../errors.ts";
import { sizeOf } from "./layer-kind.ts";
import type { Architecture } from "./network.ts";
import type { PlacedLayer } from "./placed-layers.ts";
import { INPUTS, placeLayers } from "./placed-layers.ts";

/** Kinds that make new channels. */
export const producers: ReadonlySet<string> = new Set(["Dense", "Conv1D", "Conv2D", "Embedding"]);
/** Kinds all of whose channels stay, those that they read too. */
const whole = new Set(["MultiHeadAttention", "PositionEmbedding"]);
/** Kinds that combine channels of several layers, or give them another place. All others hand on each channel where it was. */
const moved = new Set(["Add", "Concatenate", "Flatten", "Reshape", "DepthwiseConv2D"]);

/** A layer with the channel of each place along its last axes. Numbers name channels; those that must go together have one number. */
export interface FlowLayer {
  placed: PlacedLayer;
  /** Of what it reads, as its weights see it: a dense layer on an image has one for each value. */
  inputs: number[];
  outputs: number[];
}

/** Channels that are removed together, in a set of which each may go without the others: made by the same layers. */
export interface ChannelGroup {
  /** Names of the layers that make them. */
  makers: string[];
  channels: number[];
}

/**
 * The dependency graph of channels: which channels of which layers are one, because they are added, normalized, or handed on.
 * Source: Fang et al. 2023, "DepGraph", arXiv 2301.12900, section 3; here followed channel by channel instead of layer by layer.
 */
export class ChannelFlow {
  readonly layers: FlowLayer[];
  private readonly parents: number[] = [];
  private readonly fixed = new Set<number>();

  /** @param ignored names of layers all of whose channels stay */
  constructor(architecture: Architecture, ignored: readonly string[] = []) {
    const read = new Map([[INPUTS, this.fresh(architecture.inputShape.at(-1)!)]]);
    this.fix(read.get(INPUTS)!);
    const raw = placeLayers(architecture).map((placed) => {
      const inputs = placed.reads.map((name, k) => this.asRead(read.get(name)!, placed.inputShapes[k]!));
      const outputs = this.outputsOf(placed, inputs);
      read.set(placed.layer.name, outputs);
      if (ignored.includes(placed.layer.name)) this.fix(outputs);
      return { placed, inputs: inputs[0]!, outputs };
    });
    this.fix(raw.at(-1)!.outputs);
    const rooted = (ids: number[]): number[] => ids.map((id) => this.root(id));
    this.layers = raw.map(({ placed, inputs, outputs }) => ({ placed, inputs: rooted(inputs), outputs: rooted(outputs) }));
  }

  /** Those that may be removed; a channel that something holds fast is in none. */
  groups(): ChannelGroup[] {
    const held = new Set([...this.fixed].map((id) => this.root(id)));
    const makers = new Map<number, Set<string>>();
    for (const { placed, outputs } of this.layers) if (producers.has(placed.layer.className)) for (const id of outputs) makers.set(id, (makers.get(id) ?? new Set()).add(placed.layer.name));
    const groups = new Map<string, ChannelGroup>();
    for (const [id, names] of makers) {
      if (held.has(id)) continue;
      const key = JSON.stringify([...names]);
      const group = groups.get(key) ?? { makers: [...names], channels: [] };
      group.channels.push(id);
      groups.set(key, group);
    }
    return [...groups.values()];
  }

  private fresh(count: number): number[] {
    return Array.from({ length: count }, () => this.parents.push(this.parents.length) - 1);
  }

  private fix(ids: number[]): void {
    for (const id of ids) this.fixed.add(id);
  }

  private root(id: number): number {
    let at = id;
    while (this.parents[at] !== at) at = this.parents[at] = this.parents[this.parents[at]!]!;
    return at;
  }

  /** A dense layer reads the network's inputs as a row, whatever their shape. */
  private asRead(ids: number[], shape: number[]): number[] {
    const last = shape.at(-1)!;
    return last === ids.length ? ids : Array.from({ length: last }, (_, i) => ids[i % ids.length]!);
  }

  private outputsOf({ layer, config, inputShapes, outputShape }: PlacedLayer, inputs: number[][]): number[] {
    const [first] = inputs as [number[]];
    const width = outputShape.at(-1)!;
    if (producers.has(layer.className)) return this.fresh(width);
    if (whole.has(layer.className)) this.fix(first);
    if (!moved.has(layer.className)) {
      if (width !== first.length) throw new EngineError("UNSUPPORTED", `Layer ${layer.name}: it is not known which channels ${layer.className} hands on.`, { path: ["layers", layer.name] });
      return first;
    }
    switch (layer.className) {
      case "Add": {
        for (const other of inputs.slice(1)) other.forEach((id, k) => (this.parents[Math.max(this.root(id), this.root(first[k]!))] = Math.min(this.root(id), this.root(first[k]!))));
        return first;
      }
      case "Concatenate": return inputs.flat();
      case "DepthwiseConv2D": return first.flatMap((id) => new Array<number>((config as { depthMultiplier: number }).depthMultiplier).fill(id));
      default: return this.reshaped(first, sizeOf(inputShapes[0]!), width);
    }
  }

  /** A place of the last axis is one channel where all values that come to stand in it are; else nothing of it may go. */
  private reshaped(ids: number[], size: number, width: number): number[] {
    const outputs = Array.from({ length: width }, (_, i) => ids[i % ids.length]!);
    for (let at = 0; at < size; at++)
      if (ids[at % ids.length] !== outputs[at % width]) {
        this.fix(ids);
        break;
      }
    return outputs;
  }
}
