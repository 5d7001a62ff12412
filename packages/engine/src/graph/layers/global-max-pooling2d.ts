import { globalMaxPooling2d as kind } from "../../network/layers/global-max-pooling2d.ts";
import { defineEmitter } from "../emission.ts";
import { overAll } from "./pooling.ts";

export const globalMaxPooling2d = defineEmitter(kind, overAll("MaxPool"));
