import { averagePooling2d as kind } from "../../network/layers/average-pooling2d.ts";
import { defineEmitter } from "../emission.ts";
import { overImages } from "./pooling.ts";

export const averagePooling2d = defineEmitter(kind, overImages("AvgPool"));
