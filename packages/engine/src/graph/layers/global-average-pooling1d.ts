import { globalAveragePooling1d as kind } from "../../network/layers/global-average-pooling1d.ts";
import { defineEmitter } from "../emission.ts";
import { overAll } from "./pooling.ts";

export const globalAveragePooling1d = defineEmitter(kind, overAll("AvgPool"));
