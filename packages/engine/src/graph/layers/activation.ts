import { activation as kind } from "../../network/layers/activation.ts";
import { activate } from "../activations.ts";
import { defineEmitter } from "../emission.ts";

export const activation = defineEmitter(kind, (graph, { config, inputs: [x] }) => activate(graph, config.activation, x!));
