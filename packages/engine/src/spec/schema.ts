import { z } from "zod";
import { tasks } from "../tasks/registry.ts";
import { layersSchema } from "../techniques/layers.ts";

// What a form says of a parameter stands here too, by `meta`: title, description, unit where it has one, and both in Chinese.
const learningRate = z.number().gt(0).max(100).meta({ title: "Learning rate", description: "step length", zh: { title: "学习率", description: "每步的步长" } });
const decay = (name: "β₁" | "β₂", of: string, ofZh: string, usual: number) =>
  z.number().min(0).lt(1).meta({ title: name, description: `how slowly the mean of ${of} forgets; ${usual} where it is left out`, zh: { title: name, description: `${ofZh}滑动平均的衰减率；留空为 ${usual}` } });
const epsilon = z.number().gt(0).meta({ title: "ε", description: "keeps the step finite; 1e-7 where it is left out", zh: { title: "ε", description: "防止步长发散；留空为 1e-7" } });

export const optimizerSchema = z
  .discriminatedUnion("type", [
    z.strictObject({ type: z.literal("sgd"), learningRate }),
    z.strictObject({ type: z.literal("adam"), learningRate, beta1: decay("β₁", "gradients", "梯度", 0.9).optional(), beta2: decay("β₂", "squared gradients", "梯度平方", 0.999).optional(), epsilon: epsilon.optional() }),
  ])
  .meta({ title: "Optimizer", zh: { title: "优化器" } });

export const trainingSchema = z.strictObject({
  strategy: z.enum(["single"]).meta({ title: "Strategy", description: "how the work is spread: one process", zh: { title: "训练策略", description: "工作如何分配：single 为单进程" } }).default("single"),
  examples: z
    .int()
    .min(1)
    .meta({ title: "Examples", description: "only the first n of the seeded training split; all where it is left out", zh: { title: "样本数", description: "只取按种子排列的训练集的前 n 个；留空为全部" } })
    .optional(),
  epochs: z.int().min(1).max(10_000).meta({ title: "Epochs", description: "passes over the training examples", zh: { title: "轮数", description: "遍历训练样本的次数" } }).default(10),
  batchSize: z.int().min(1).max(4096).meta({ title: "Batch size", description: "examples of one step", zh: { title: "批大小", description: "每一步的样本数" } }).default(32),
  optimizer: optimizerSchema.default({ type: "adam", learningRate: 0.001 }),
});
export type TrainingSpec = z.infer<typeof trainingSchema>;

/** A step's own training: only what it changes. Defaults would hide what the specification says. */
export const trainingOverrideSchema = z
  .strictObject({
    strategy: trainingSchema.shape.strategy.unwrap().optional(),
    examples: trainingSchema.shape.examples,
    epochs: trainingSchema.shape.epochs.unwrap().optional(),
    batchSize: trainingSchema.shape.batchSize.unwrap().optional(),
    optimizer: optimizerSchema.optional(),
  })
  .meta({ title: "Training of this step", description: "only what differs from the training of the whole pipeline", zh: { title: "本步骤的训练", description: "仅填写与整条流水线不同之处" } });

export const baseSchema = z
  .strictObject({
    modelVersion: z.string().min(1).max(200).meta({ title: "Registered version", description: "id of a registered version", zh: { title: "已登记的版本", description: "已登记版本的标识" } }).optional(),
    layers: layersSchema.optional(),
    file: z.string().min(1).max(4096).describe("a model on disk; on the engine's command line only").optional(),
  })
  .refine((base) => Object.values(base).filter((value) => value !== undefined).length === 1, { message: "Give exactly one of modelVersion, layers, file." });

export const budgetSchema = z.strictObject({
  maxEnergyJoules: z.number().gt(0).meta({ title: "Energy", description: "all runs of the experiment together, also attempts that were lost", unit: "J", zh: { title: "能耗", description: "该实验的全部运行合计，包括丢失的尝试" } }).optional(),
  maxCost: z
    .strictObject({
      value: z.number().gt(0).meta({ title: "Cost of electricity", description: "all runs together", zh: { title: "电费", description: "全部运行合计" } }),
      currency: z.string().regex(/^[A-Z]{3}$/, "an ISO 4217 code such as EUR").meta({ title: "Currency", description: "an ISO 4217 code such as EUR", zh: { title: "币种", description: "ISO 4217 代码，如 EUR" } }),
    })
    .meta({ title: "Limit of cost", zh: { title: "费用上限" } })
    .optional(),
  deadline: z.iso.datetime({ offset: true }).meta({ title: "Deadline", description: "an instant such as 2027-01-31T18:00:00Z; what runs then is stopped", zh: { title: "截止时间", description: "如 2027-01-31T18:00:00Z；届时仍在运行的会被停止" } }).optional(),
});

/** Everything but the steps of the pipeline, which their techniques check. */
export const outerSchema = z.strictObject({
  version: z.literal(1),
  name: z.string().trim().min(1).max(200).meta({ title: "Name", description: "what it is about, as lists and boards show it", zh: { title: "名称", description: "说明实验内容，在列表与榜单上显示" } }),
  task: z.enum(tasks.map(({ slug }) => slug) as [string, ...string[]]).meta({ title: "Task", description: "data with a fixed split, and the metric", zh: { title: "任务", description: "固定划分的数据及其评价指标" } }),
  base: baseSchema,
  pipeline: z
    .array(z.looseObject({ technique: z.string() }))
    .min(1)
    .max(10)
    .meta({ title: "Steps", description: "applied in this order", zh: { title: "步骤", description: "按此顺序执行" } }),
  training: trainingSchema.default(() => trainingSchema.parse({})),
  seeds: z
    .array(z.int().min(0).max(2 ** 31 - 1))
    .min(1)
    .max(20)
    .refine((seeds) => new Set(seeds).size === seeds.length, { message: "Seeds must differ from each other." })
    .meta({ title: "Seeds", description: "one run for each; three or more give an interval over seeds", zh: { title: "随机种子", description: "每个种子对应一次运行；三个以上可给出种子间的区间" } })
    .default([1]),
  budget: budgetSchema.optional(),
});

/** A parsed specification: defaults are filled in; JSON again, and parsing it once more changes nothing. */
export type Specification = z.infer<typeof outerSchema>;
