import { allMinilmL6V2 } from "./all-minilm-l6-v2.ts";
import type { Pretrained } from "./pretrained.ts";

/** Every network that a specification may begin with by its name. */
export const pretrained: readonly Pretrained[] = [allMinilmL6V2];

/** @param id one that a parsed specification names */
export const findPretrained = (id: string): Pretrained => pretrained.find((candidate) => candidate.id === id)!;
