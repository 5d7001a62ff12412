import { globalAveragePooling2d as kind } from "../../network/layers/global-average-pooling2d.ts";
import { defineEmitter } from "../emission.ts";
import { overAll } from "./pooling.ts";

export const globalAveragePooling2d = defineEmitter(kind, overAll("AvgPool"));
