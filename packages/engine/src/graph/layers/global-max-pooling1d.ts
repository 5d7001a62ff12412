import { globalMaxPooling1d as kind } from "../../network/layers/global-max-pooling1d.ts";
import { defineEmitter } from "../emission.ts";
import { overAll } from "./pooling.ts";

export const globalMaxPooling1d = defineEmitter(kind, overAll("MaxPool"));
