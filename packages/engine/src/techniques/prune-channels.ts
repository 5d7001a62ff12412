import { z } from "zod";
import type { ChannelGroup } from "../network/channel-flow.ts";
import { ChannelFlow } from "../network/channel-flow.ts";
import { importances, kernelNorms, normalizationScales, normalizedGroups } from "../network/channel-importance.ts";
import type { Network } from "../network/network.ts";
import { multiplyAdds, networkLabel } from "../network/network.ts";
import { layersWithout, removeChannels } from "../network/remove-channels.ts";
import { checkIgnored, fineTuneParameter, ignoredLayersParameter } from "./parameters.ts";
import { taylorScores } from "./taylor-scores.ts";
import type { TechniqueContext } from "./technique.ts";
import { defineTechnique } from "./technique.ts";

const params = z.strictObject({
  pruningRatio: z.number().min(0).lt(1).meta({ title: "Share of channels", description: "removed from every group of layers that share them; parameters fall by about 1 − (1 − share)²", zh: { title: "通道比例", description: "从每组共享通道的层中移除的比例；参数约减少 1 − (1 − 比例)²" } }).default(0.5),
  importance: z.enum(importances).meta({ title: "Importance", description: "what the least of is removed; l1, l2: norm of the kernel that makes a channel; taylor: squared gradient times weight on training examples; bn-scale: scale of its batch normalization, where it has one", zh: { title: "重要性", description: "移除其中最小者；l1、l2：产生该通道的卷积核的范数；taylor：训练样本上梯度与权重之积的平方；bn-scale：批归一化的缩放系数（有批归一化时）" } }).default("l2"),
  roundTo: z.int().min(1).max(1024).meta({ title: "Round to", description: "the channels that are left are rounded up to a multiple of it, as far as there are so many", zh: { title: "取整", description: "保留的通道数向上取为该值的倍数（不超过原有数）" } }).default(1),
  fineTune: fineTuneParameter,
  ignoredLayers: ignoredLayersParameter,
});
type Params = z.infer<typeof params>;

/** How many channels of a group go. */
function countOf(available: number, { pruningRatio, roundTo }: Params): number {
  const kept = Math.max(1, available - Math.floor(pruningRatio * available + 1e-9));
  return available - Math.min(available, Math.ceil(kept / roundTo) * roundTo);
}

const groupsOf = (flow: ChannelFlow, { importance }: Params): ChannelGroup[] => (importance === "bn-scale" ? normalizedGroups(flow) : flow.groups());

/** The least important of every group; of equal ones the first. */
function leastOf(groups: ChannelGroup[], given: Params, scores: ReadonlyMap<number, number>): Set<number> {
  return new Set(groups.flatMap(({ channels }) => channels.toSorted((a, b) => (scores.get(a) ?? 0) - (scores.get(b) ?? 0) || a - b).slice(0, countOf(channels.length, given))));
}

async function scoresOf(network: Network, flow: ChannelFlow, importance: Params["importance"], { measured, visitGradients }: TechniqueContext): Promise<Map<number, number>> {
  if (importance === "bn-scale") return measured(() => normalizationScales(flow, network));
  if (importance !== "taylor") return measured(() => kernelNorms(flow, network, importance === "l1" ? 1 : 2));
  return taylorScores(network, flow, visitGradients);
}

/**
 * Removes the least important channels and neurons, everywhere they stand: in kernels, biases, normalizations, and in whatever reads them, across residual sums,
 * concatenations, flattening and depthwise convolutions. The network is really smaller: less work, less energy. Trains afterwards.
 * Sources: Li et al. 2017, arXiv 1608.08710; Molchanov et al. 2019, arXiv 1906.10771; Liu et al. 2017, arXiv 1708.06519; Fang et al. 2023, arXiv 2301.12900.
 */
export const pruneChannels = defineTechnique({
  id: "prune-channels",
  title: "Channel pruning",
  source: "Fang et al. 2023, arXiv 2301.12900, section 3; Li et al. 2017, arXiv 1608.08710; Molchanov et al. 2019, arXiv 1906.10771; Liu et al. 2017, arXiv 1708.06519",
  params,
  example: { pruningRatio: 0.4, importance: "taylor" },
  trains: ({ fineTune }) => fineTune,
  check: (architecture, { ignoredLayers }) => checkIgnored(architecture, ignoredLayers),
  async apply(network, given, context) {
    const flow = new ChannelFlow(network, given.ignoredLayers);
    const groups = groupsOf(flow, given);
    const removed = leastOf(groups, given, await scoresOf(network, flow, given.importance, context));
    const pruned = context.measured(() => removeChannels(network, flow, removed));
    const left = groups.length === 0 ? " No layer has channels that may go." : "";
    context.tell(`${networkLabel(network)} became ${networkLabel(pruned)}.${left} Multiply-adds: ${multiplyAdds(network)} before, ${multiplyAdds(pruned)} now.`, [{ name: "multiplyAdds", value: multiplyAdds(pruned) }]);
    return given.fineTune ? context.train(pruned, { type: "cross-entropy" }) : pruned;
  },
  outline(architecture, given, { train, visitGradients }) {
    const flow = new ChannelFlow(architecture, given.ignoredLayers);
    if (given.importance === "taylor") visitGradients(architecture);
    const pruned = { ...architecture, layers: layersWithout(flow, leastOf(groupsOf(flow, given), given, new Map())) };
    return given.fineTune ? train(pruned) : pruned;
  },
});
