import { z } from "zod";
import { EngineError } from "../errors.ts";
import type { Architecture } from "../network/network.ts";

// Parameters that several techniques share, with the words of a form.

export const fineTuneParameter = z.boolean().meta({ title: "Train afterwards", description: "on the labels, as the step's training says", zh: { title: "随后训练", description: "按本步骤的训练设置在标签上训练" } }).default(true);

export const ignoredLayersParameter = z
  .array(z.string().min(1).max(200))
  .max(200)
  .meta({ title: "Layers to leave", description: "names of layers that stay as they are", zh: { title: "保留的层", description: "保持不变的层名" } })
  .default([]);

/** @throws EngineError INVALID_INPUT naming the layer that there is not, and those that there are */
export function checkIgnored({ layers }: Pick<Architecture, "layers">, ignoredLayers: string[]): void {
  const index = ignoredLayers.findIndex((name) => !layers.some((layer) => layer.name === name));
  if (index >= 0) throw new EngineError("INVALID_INPUT", `There is no layer ${ignoredLayers[index]!}. There are ${layers.map(({ name }) => name).join(", ")}.`, { path: ["ignoredLayers", String(index)] });
}
