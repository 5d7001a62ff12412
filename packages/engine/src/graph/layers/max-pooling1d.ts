import { maxPooling1d as kind } from "../../network/layers/max-pooling1d.ts";
import { defineEmitter } from "../emission.ts";
import { overSteps } from "./pooling.ts";

export const maxPooling1d = defineEmitter(kind, overSteps("MaxPool"));
