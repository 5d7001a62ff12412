import { z } from "zod";
import { EngineError } from "../errors.ts";
import type { ChannelValues } from "../network/activation-similarity.ts";
import { activationSimilarity } from "../network/activation-similarity.ts";
import { networkUpTo } from "../network/calibration-points.ts";
import type { ChannelGroup } from "../network/channel-flow.ts";
import { ChannelFlow } from "../network/channel-flow.ts";
import type { ChannelFacts } from "../network/channel-qubo.ts";
import type { Architecture, Network } from "../network/network.ts";
import { multiplyAdds, networkLabel } from "../network/network.ts";
import { quboCoo } from "../network/qubo-coo.ts";
import { layersWithout, removeChannels } from "../network/remove-channels.ts";
import { selectionFigures, selectionSentences } from "../network/selection-figures.ts";
import { solvedSelection } from "../network/solved-selection.ts";
import { randomOf } from "../random.ts";
import { checkIgnored, fineTuneParameter, ignoredLayersParameter } from "./parameters.ts";
import { taylorScores } from "./taylor-scores.ts";
import type { TechniqueContext } from "./technique.ts";
import { defineTechnique } from "./technique.ts";

/** Beyond it a group's pairs are too many to write and to anneal in seconds. */
const MOST_CHANNELS = 1024;

const params = z.strictObject({
  pruningRatio: z.number().min(0).lt(1).meta({ title: "Share of channels", description: "removed from every group of layers that share them, exactly", zh: { title: "通道比例", description: "从每组共享通道的层中恰好移除的比例" } }).default(0.5),
  redundancyWeight: z.number().min(0).max(1000).meta({ title: "Weight of likeness", description: "how much it counts that channels which are kept do the same; 0: sensitivity alone", zh: { title: "冗余权重", description: "所保留通道彼此相似的代价；0：只看敏感度" } }).default(0.25),
  examples: z.int().min(2).max(10_000).meta({ title: "Examples", description: "of the validation split, on which channels are compared", zh: { title: "样本数", description: "取自验证集，用于比较通道" } }).default(200),
  reads: z.int().min(1).max(64).meta({ title: "Reads", description: "independent descents of the annealing, the best of which counts", zh: { title: "读取次数", description: "模拟退火独立运行的次数，取最优" } }).default(8),
  sweeps: z.int().min(1).max(1000).meta({ title: "Sweeps", description: "of a descent; each proposes as many exchanges as there are channels", zh: { title: "扫描次数", description: "每次退火的扫描次数；每次扫描提出与通道数相同的交换" } }).default(200),
  fineTune: fineTuneParameter,
  ignoredLayers: ignoredLayersParameter,
});
type Params = z.infer<typeof params>;

/** Channels that stay: one at the least. */
const keptOf = ({ channels }: ChannelGroup, { pruningRatio }: Params): number => Math.max(1, channels.length - Math.floor(pruningRatio * channels.length + 1e-9));

/** Layers that make channels which may go, each once, in the network's order. */
const makersOf = ({ layers }: ChannelFlow, groups: ChannelGroup[]): string[] => layers.map(({ placed }) => placed.layer.name).filter((name) => groups.some(({ makers }) => makers.includes(name)));
const upTo = <Of extends Network | Architecture>(network: Of, layer: string): Of => networkUpTo(network, { name: layer, layer, sum: false, like: null });

async function factsOf(network: Network, flow: ChannelFlow, groups: ChannelGroup[], { examples }: Params, { visitGradients, predictValidation, measured }: TechniqueContext): Promise<ChannelFacts[]> {
  const scores = await taylorScores(network, flow, visitGradients);
  const made = new Map<string, { values: Float32Array; outputs: number[] }>();
  for (const name of makersOf(flow, groups)) made.set(name, { values: await predictValidation(upTo(network, name), examples), outputs: flow.layers.find(({ placed }) => placed.layer.name === name)!.outputs });
  return measured(() => groups.map(({ makers, channels }) => {
    const values = makers.map((name): ChannelValues => {
      const { values: rows, outputs } = made.get(name)!;
      return { values: rows, width: outputs.length, channels: channels.map((channel) => outputs.indexOf(channel)) };
    });
    return { sensitivity: channels.map((channel) => Math.sqrt(scores.get(channel) ?? 0)), similarity: activationSimilarity(values) };
  }));
}

/**
 * Chooses the channels to keep, exactly so many of each group, as a quadratic problem over yes and no: sensitive ones, and few that do the same. Solved by simulated annealing;
 * the problem is left as a file that quantum annealers' tools read. The network is then really smaller; it trains afterwards.
 * Sources: Molchanov et al. 2019, arXiv 1906.10771 (sensitivity); arXiv 2604.05856 (sensitivity with similarity of activations); Fang et al. 2023, arXiv 2301.12900 (groups).
 */
export const selectChannelsQubo = defineTechnique({
  id: "select-channels-qubo",
  title: "Channel selection as a QUBO",
  source: "arXiv 2604.05856 (abstract); Molchanov et al. 2019, arXiv 1906.10771, equation 8; Fang et al. 2023, arXiv 2301.12900, section 3",
  params,
  example: { pruningRatio: 0.4, examples: 8 },
  trains: ({ fineTune }) => fineTune,
  check(architecture, { ignoredLayers }) {
    checkIgnored(architecture, ignoredLayers);
    const large = new ChannelFlow(architecture, ignoredLayers).groups().find(({ channels }) => channels.length > MOST_CHANNELS);
    if (large) throw new EngineError("INVALID_INPUT", `${large.makers.join(" and ")} have ${large.channels.length} channels, of which every two would be coupled; at most ${MOST_CHANNELS}. Leave them by ignoredLayers, or take prune-channels.`, { path: ["ignoredLayers"] });
  },
  async apply(network, given, context) {
    const { seed, measured, tell, leave, train } = context;
    const flow = new ChannelFlow(network, given.ignoredLayers);
    const groups = flow.groups();
    if (groups.length === 0) {
      tell("No layer has channels that may go.");
      return given.fineTune ? train(network, { type: "cross-entropy" }) : network;
    }
    const facts = await factsOf(network, flow, groups, given, context);
    const all = measured(() => groups.map((group, k) => solvedSelection(facts[k]!, keptOf(group, given), given, randomOf(seed, "anneal", group.makers.join("+")))));
    const removed = new Set(groups.flatMap(({ channels }, k) => channels.filter((_, i) => all[k]!.solution.chosen[i] === 0)));
    const pruned = measured(() => removeChannels(network, flow, removed));
    const figures = selectionFigures(all);
    const sentences = selectionSentences(groups, all, figures);
    leave({ name: "channel-selection.coo.txt", mediaType: "text/plain", bytes: Buffer.from(quboCoo(all.map(({ qubo }) => qubo), ["1: the channel is kept. Variables go through the groups in the order named.", ...sentences])) });
    tell(`${networkLabel(network)} became ${networkLabel(pruned)}. Multiply-adds: ${multiplyAdds(network)} before, ${multiplyAdds(pruned)} now. ${sentences.join(" ")}`, [
      { name: "multiplyAdds", value: multiplyAdds(pruned) }, { name: "logicalQubits", value: figures.logical },
      ...figures.physical.flatMap(({ name, qubits }) => (qubits === null ? [] : [{ name: `qubits${name.replace(" ", "")}`, value: qubits }])),
      { name: "annealMs", value: figures.annealMs },
    ]);
    return given.fineTune ? train(pruned, { type: "cross-entropy" }) : pruned;
  },
  outline(architecture, given, { train, visitGradients, predictValidation }) {
    const flow = new ChannelFlow(architecture, given.ignoredLayers);
    const groups = flow.groups();
    if (groups.length > 0) visitGradients(architecture);
    for (const name of makersOf(flow, groups)) predictValidation(upTo(architecture, name), given.examples);
    const removed = new Set(groups.flatMap((group) => group.channels.slice(keptOf(group, given))));
    const pruned = { ...architecture, layers: layersWithout(flow, removed) };
    return given.fineTune ? train(pruned) : pruned;
  },
});
