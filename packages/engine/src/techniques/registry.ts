import { clusterWeights } from "./cluster-weights.ts";
import { distill } from "./distill.ts";
import { foldBatchNorm } from "./fold-batch-norm.ts";
import { lowRank } from "./low-rank.ts";
import { pruneChannels } from "./prune-channels.ts";
import { pruneMagnitude } from "./prune-magnitude.ts";
import { quantize } from "./quantize.ts";
import { selectChannelsQubo } from "./select-channels-qubo.ts";
import type { Technique } from "./technique.ts";
import { trainHead } from "./train-head.ts";
import { train } from "./train.ts";

export const techniques: readonly Technique[] = [train, distill, trainHead, pruneMagnitude, pruneChannels, selectChannelsQubo, clusterWeights, lowRank, foldBatchNorm, quantize];
