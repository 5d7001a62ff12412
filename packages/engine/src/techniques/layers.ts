import { z } from "zod";
import { EngineError } from "../errors.ts";
import { kerasConfig } from "../network/layer-config.ts";
import type { LayerKind, NetworkLayer } from "../network/layer-kind.ts";
import { layerKinds } from "../network/layers/registry.ts";
import { denseLayer } from "../network/network.ts";
import { INPUTS, placeLayers } from "../network/placed-layers.ts";

const nameSchema = z.string().regex(/^[a-z][a-z0-9_]{0,39}$/, "a small letter, then small letters, digits and _");
const OUTPUT = "logits";

const reads = z
  .array(nameSchema)
  .max(16)
  .meta({ title: "Reads", description: `names of the layers it reads, or ${INPUTS}; the one before where it is left out`, zh: { title: "读取", description: `所读取的层名，或 ${INPUTS}；留空为前一层` } });

function variantOf({ type, title, parameters, reads: many }: LayerKind) {
  return z
    .strictObject({
      type: z.literal(type),
      ...parameters,
      name: nameSchema.meta({ title: "Name", description: "by which other layers read it; made of kind and place where it is left out", zh: { title: "名称", description: "供其他层引用；留空则由类型与位置生成" } }).optional(),
      inbound: many ? reads.min(2) : reads.min(1).max(1).optional(),
    })
    .meta({ title: title.en, zh: { title: title.zh } });
}

const [first, ...others] = layerKinds.map(variantOf) as [ReturnType<typeof variantOf>, ...ReturnType<typeof variantOf>[]];

/** Hidden layers of a new network, in order; the task adds the output layer. */
export const layersSchema = z
  .array(z.discriminatedUnion("type", [first, ...others]).meta({ title: "Layer", zh: { title: "层" } }))
  .max(64)
  .meta({ title: "Hidden layers", description: "of the new network; the task adds its output layer", zh: { title: "隐藏层", description: "新网络的隐藏层；输出层由任务添加" } });
export type LayerSpec = z.infer<typeof layersSchema>[number];

/** Hidden layers and the output layer, in the Network's words. */
export function layersOf(specs: LayerSpec[], classes: number): NetworkLayer[] {
  let before: string[] = [];
  const hidden = specs.map(({ type, name = undefined, inbound = undefined, ...parameters }, k): NetworkLayer => {
    const kind = layerKinds.find((candidate) => candidate.type === type)!;
    const layer = { className: kind.className, name: name ?? `${type}_${k + 1}`, config: kerasConfig(kind, parameters), inbound: inbound?.join() === INPUTS ? [] : (inbound ?? before) };
    before = [layer.name];
    return layer;
  });
  return [...hidden, denseLayer(OUTPUT, classes, "linear", before)];
}

/** Why these layers do not fit the task's inputs and each other, at the path of the layer within the list; null where they do. */
export function misfitOf(specs: LayerSpec[], { inputShape, classes }: { inputShape: number[]; classes: number }): { path: string[]; message: string } | null {
  for (const [index, { type, name: _name, inbound: _inbound, ...parameters }] of specs.entries()) {
    const [issue] = layerKinds.find((kind) => kind.type === type)!.config.safeParse(parameters).error?.issues ?? [];
    if (issue) return { path: [String(index), ...issue.path.map(String)], message: issue.message };
  }
  const layers = layersOf(specs, classes);
  try {
    placeLayers({ inputShape, layers });
    return null;
  } catch (error) {
    if (!(error instanceof EngineError)) throw error;
    const [, name, key] = error.path ?? [];
    const index = layers.findIndex((layer) => layer.name === name);
    if (index < 0) return { path: [], message: error.message };
    if (index === specs.length) return { path: [String(index - 1)], message: `The task's output layer is dense. ${error.message}` };
    const camel = key?.replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
    return { path: [String(index), ...(camel !== undefined && camel in specs[index]! ? [camel] : [])], message: error.message };
  }
}
