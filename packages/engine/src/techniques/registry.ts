import { distill } from "./distill.ts";
import { quantize } from "./quantize.ts";
import type { Technique } from "./technique.ts";
import { train } from "./train.ts";

export const techniques: readonly Technique[] = [train, distill, quantize];
