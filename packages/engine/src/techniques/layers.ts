import { z } from "zod";
import type { NetworkLayer } from "../network/network.ts";
import { denseLayer } from "../network/network.ts";

/** Hidden layers of a new network, in order; the task adds the output layer. */
export const layersSchema = z
  .array(
    z
      .strictObject({
        type: z.literal("dense"),
        units: z.int().min(1).max(4096).meta({ title: "Units", description: "width of the layer", zh: { title: "单元数", description: "该层的宽度" } }),
        activation: z.enum(["relu", "tanh", "sigmoid", "linear"]).meta({ title: "Activation", zh: { title: "激活函数" } }).default("relu"),
      })
      .meta({ title: "Layer", zh: { title: "层" } }),
  )
  .max(16)
  .meta({ title: "Hidden layers", description: "of the new network; the task adds its output layer", zh: { title: "隐藏层", description: "新网络的隐藏层；输出层由任务添加" } });
export type LayerSpec = z.infer<typeof layersSchema>[number];

/** Hidden layers and the output layer, in the Network's words. */
export function layersOf(specs: LayerSpec[], classes: number): NetworkLayer[] {
  const hidden = specs.map(({ units, activation }, k) => denseLayer(`dense_${k + 1}`, units, activation, k === 0 ? [] : [`dense_${k}`]));
  return [...hidden, denseLayer("logits", classes, "linear", specs.length === 0 ? [] : [`dense_${specs.length}`])];
}
