import type { z } from "zod";
import { EngineError } from "../errors.ts";
import type { LayerKind, NetworkLayer } from "./layer-kind.ts";
import { layerKinds } from "./layers/registry.ts";

const snake = (key: string): string => key.replace(/(?<=[a-z])[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
const camel = (key: string): string => key.replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());

/** Keys that Keras writes and that change nothing here: how weights began, and what only other settings would make different. */
const meaningless = /^(name|dtype|batch_input_shape|batch_shape|.*_initializer|synchronized)$/;
const usual: Record<string, unknown> = { trainable: true, data_format: "channels_last", groups: 1, renorm: false, sparse: false, rms_scaling: false };

/** @throws EngineError UNSUPPORTED naming the layer and the kinds there are */
export function kindOf({ name, className }: Pick<NetworkLayer, "name" | "className">): LayerKind {
  const kind = layerKinds.find((candidate) => candidate.className === className);
  if (!kind) throw new EngineError("UNSUPPORTED", `Layer ${name}: ${className} is not supported; ${layerKinds.map((known) => known.className).join(", ")} are.`, { path: ["layers", name] });
  return kind;
}

function refusal(layer: NetworkLayer, issue: z.core.$ZodIssue): EngineError {
  const [first = "config"] = issue.path.map((part) => snake(String(part)));
  if (issue.code === "unrecognized_keys") {
    const key = snake(issue.keys[0]!);
    return new EngineError("UNSUPPORTED", `Layer ${layer.name}: ${key} of ${layer.className} is not supported.`, { path: ["layers", layer.name, key] });
  }
  const told = issue.message.startsWith("must ") ? `${first} ${issue.message}, not ${JSON.stringify(layer.config[first])}` : `${first}: ${issue.message}`;
  return new EngineError("INVALID_INPUT", `Layer ${layer.name}: ${told}.`, { path: ["layers", layer.name, first] });
}

/** A layer's configuration as its kind reads it. @throws EngineError naming the layer and the key */
export function configOf(kind: LayerKind, layer: NetworkLayer): unknown {
  const known = Object.entries(layer.config).filter(([key, value]) => !meaningless.test(key) && !(key in usual && value === usual[key]) && !(value === null && /_(regularizer|constraint)$/.test(key)));
  const parsed = kind.config.safeParse(Object.fromEntries(known.map(([key, value]) => [camel(key), value])));
  if (!parsed.success) throw refusal(layer, parsed.error.issues[0]!);
  return parsed.data;
}

/** Keras' configuration of a kind from parameters in camelCase, defaults filled in. @throws ZodError */
export const kerasConfig = (kind: LayerKind, parameters: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(kind.config.parse(parameters) as Record<string, unknown>).flatMap(([key, value]) => (value === undefined ? [] : [[snake(key), value]])));
