import { z } from "zod";
import { EngineError } from "../errors.ts";
import { keptZeros, withKeptZeros } from "../network/kept-zeros.ts";
import { kernelKeys } from "../network/kernel-keys.ts";
import type { PruningPlan } from "../network/magnitude-masks.ts";
import { magnitudeMasks, maskedValues } from "../network/magnitude-masks.ts";
import type { Architecture, Network } from "../network/network.ts";
import { atOnce } from "../network/sparsity-schedule.ts";
import type { SparsitySchedule } from "../network/sparsity-schedule.ts";
import { storedSize } from "../network/stored-size.ts";
import { checkIgnored, fineTuneParameter, ignoredLayersParameter } from "./parameters.ts";
import { defineTechnique } from "./technique.ts";

const share = z.number().min(0).lt(1);
const steps = (least: number) => z.int().min(least).max(1_000_000_000);
const blockSide = z.int().min(1).max(64);

const granularity = z
  .discriminatedUnion("type", [
    z.strictObject({ type: z.literal("element") }).meta({ title: "Single weights", zh: { title: "单个权重" } }),
    z
      .strictObject({
        type: z.literal("block"),
        inputs: blockSide.meta({ title: "Inputs", description: "length of a block along a kernel's inputs: window and channels together", zh: { title: "输入方向", description: "块在卷积核输入方向（窗口与通道合计）的长度" } }).default(4),
        outputs: blockSide.meta({ title: "Outputs", description: "length of a block along a kernel's outputs", zh: { title: "输出方向", description: "块在卷积核输出方向的长度" } }).default(1),
      })
      .meta({ title: "Blocks", zh: { title: "块" } }),
  ])
  .meta({ title: "Granularity", description: "what is set to zero together", zh: { title: "粒度", description: "一起置零的单位" } });

const schedule = z
  .discriminatedUnion("type", [
    z.strictObject({ type: z.literal("constant") }).meta({ title: "All at once", zh: { title: "一次完成" } }),
    z
      .strictObject({
        type: z.literal("polynomial"),
        initialSparsity: share.meta({ title: "First share", description: "of weights set to zero at the beginning", zh: { title: "初始比例", description: "开始时置零的权重比例" } }).default(0),
        power: z.number().min(1).max(10).meta({ title: "Power", description: "3: quickly at first, slowly at the end", zh: { title: "幂次", description: "3：先快后慢" } }).default(3),
        beginStep: steps(0).meta({ title: "From step", unit: "steps", description: "before which the first weights are set to zero", zh: { title: "起始步", description: "在该步之前首次置零", unit: "步" } }).default(0),
        endStep: steps(1).meta({ title: "To step", unit: "steps", description: "before which the last weights are set to zero; half of the training where it is left out", zh: { title: "结束步", description: "在该步之前最后一次置零；留空为训练的一半", unit: "步" } }).optional(),
        frequency: steps(1).meta({ title: "Every", unit: "steps", description: "steps from one choice of weights to the next", zh: { title: "间隔", description: "相邻两次选择之间的步数", unit: "步" } }).default(100),
      })
      .meta({ title: "Polynomial", zh: { title: "多项式" } }),
  ])
  .meta({ title: "Schedule of the share", description: "how the share is reached while it trains", zh: { title: "稀疏计划", description: "训练中如何达到目标比例" } });

const params = z
  .strictObject({
    sparsity: share.meta({ title: "Share of zeros", description: "of the weights of all kernels, when it is done; saves bytes where it is packed, no energy: dense kernels multiply the zeros too", zh: { title: "零的比例", description: "完成后全部卷积核权重中零的比例；压缩存储可省字节，但不省能耗：稠密计算同样会乘零" } }).default(0.5),
    granularity: granularity.default({ type: "element" }),
    scope: z.enum(["local", "global"]).meta({ title: "Scope", description: "local: the share in every kernel; global: in all kernels together, by the same measure", zh: { title: "范围", description: "local：每个卷积核各自达到该比例；global：全部卷积核合计" } }).default("local"),
    schedule: schedule.default({ type: "constant" }),
    fineTune: fineTuneParameter,
    ignoredLayers: ignoredLayersParameter,
  })
  .refine(({ fineTune, schedule: { type } }) => fineTune || type === "constant", { path: ["schedule", "type"], message: "A share that rises while it trains needs the training: fineTune true." })
  .refine(({ sparsity, schedule: by }) => by.type === "constant" || by.initialSparsity <= sparsity, { path: ["schedule", "initialSparsity"], message: "The first share must not be more than the last: sparsity." });
type Params = z.infer<typeof params>;

/** @throws EngineError INVALID_INPUT where the training is too short for it */
function scheduleOf({ sparsity, schedule: by }: Params, totalSteps: number): SparsitySchedule {
  if (by.type === "constant") return atOnce(sparsity);
  const { initialSparsity, power, beginStep, endStep = Math.max(beginStep + 1, Math.floor(totalSteps / 2)), frequency } = by;
  if (endStep <= beginStep) throw new EngineError("INVALID_INPUT", `The last choice, before step ${endStep}, must come after the first, before step ${beginStep}.`, { path: ["schedule", "endStep"] });
  if (endStep >= totalSteps) throw new EngineError("INVALID_INPUT", `The training has the steps 0 to ${totalSteps - 1}: the share would not be reached before step ${endStep}.`, { path: ["schedule", by.endStep === undefined ? "beginStep" : "endStep"] });
  return { initialSparsity, finalSparsity: sparsity, power, beginStep, endStep, frequency };
}

function planOf(network: Architecture, given: Params, totalSteps: number): PruningPlan {
  const { granularity: by, scope, ignoredLayers } = given;
  return { keys: kernelKeys(network, ignoredLayers), block: by.type === "block" ? { inputs: by.inputs, outputs: by.outputs } : { inputs: 1, outputs: 1 }, scope, schedule: scheduleOf(given, totalSteps) };
}

function masked(network: Network, plan: PruningPlan): Network {
  const masks = magnitudeMasks(network.weights, plan, plan.schedule.finalSparsity, keptZeros(network));
  const changed = Object.entries(masks).map(([key, mask]) => [key, { ...network.weights[key]!, values: maskedValues(network.weights[key]!.values, mask) }]);
  return { ...network, weights: { ...network.weights, ...Object.fromEntries(changed) } };
}

/**
 * Sets the smallest weights of the kernels to zero, at once or by and by while it trains on the labels; they stay exactly zero through training, checkpoints and the file.
 * The file packs smaller; dense kernels still multiply the zeros: do not expect it to save energy or time by itself. Later steps that train keep them.
 * Sources: Han et al. 2015, arXiv 1506.02626, section 3; Zhu and Gupta 2017, arXiv 1710.01878 (the schedule).
 */
export const pruneMagnitude = defineTechnique({
  id: "prune-magnitude",
  title: "Magnitude pruning",
  source: "Han et al. 2015, arXiv 1506.02626, section 3; Zhu and Gupta 2017, arXiv 1710.01878",
  params,
  example: { sparsity: 0.6, schedule: { type: "polynomial", endStep: 4, frequency: 2 } },
  trains: ({ fineTune }) => fineTune,
  check(architecture, given, totalSteps) {
    checkIgnored(architecture, given.ignoredLayers);
    scheduleOf(given, totalSteps);
  },
  async apply(network, given, { steps: totalSteps, train, measured, tell }) {
    const plan = planOf(network, given, totalSteps);
    const made = given.fineTune ? await train(network, { type: "cross-entropy" }, { pruning: plan }) : measured(() => masked(network, plan));
    const pruned = given.sparsity > 0 ? withKeptZeros(made, plan.keys) : made;
    const { weights, zeros, denseBytes, sparseBytes, packedBytes } = storedSize(pruned);
    tell(`${zeros} of ${weights} weights are 0. The weights take ${denseBytes} bytes as they are, ${sparseBytes} as bits and values, ${packedBytes} packed by gzip; dense kernels multiply the zeros too, so no energy is saved by itself.`, [
      { name: "zeroShare", value: zeros / weights }, { name: "denseBytes", value: denseBytes }, { name: "sparseBytes", value: sparseBytes }, { name: "packedBytes", value: packedBytes },
    ]);
    return pruned;
  },
  outline: (architecture, { fineTune }, { train }) => (fineTune ? train(architecture) : architecture),
});
