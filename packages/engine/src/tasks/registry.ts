import { breastCancer } from "./breast-cancer.ts";
import { digits } from "./digits.ts";
import { fashionMnist } from "./fashion-mnist.ts";
import type { Task } from "./task.ts";
import { wordnetGloss } from "./wordnet-gloss.ts";

export const tasks: readonly Task[] = [digits, fashionMnist, wordnetGloss, breastCancer];
