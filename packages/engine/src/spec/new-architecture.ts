import type { Architecture } from "../network/network.ts";
import { findPretrained } from "../pretrained/registry.ts";
import type { TaskDescription } from "../tasks/task.ts";
import { layersOf } from "../techniques/layers.ts";
import type { Specification } from "./schema.ts";

/** The shapes of a base that the specification says by itself: new layers, or a pretrained network. Null: it is a version or a file. */
export function newArchitecture({ layers, pretrained }: Specification["base"], { inputShape, classes }: Pick<TaskDescription, "inputShape" | "classes">): Architecture | null {
  if (layers) return { inputShape, layers: layersOf(layers, classes) };
  return pretrained === undefined ? null : findPretrained(pretrained).architecture;
}
