import { averagePooling1d as kind } from "../../network/layers/average-pooling1d.ts";
import { defineEmitter } from "../emission.ts";
import { overSteps } from "./pooling.ts";

export const averagePooling1d = defineEmitter(kind, overSteps("AvgPool"));
