import { maxPooling2d as kind } from "../../network/layers/max-pooling2d.ts";
import { defineEmitter } from "../emission.ts";
import { overImages } from "./pooling.ts";

export const maxPooling2d = defineEmitter(kind, overImages("MaxPool"));
