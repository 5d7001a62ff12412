import { z } from "zod";
import { pretrained } from "../pretrained/registry.ts";
import { tasks } from "../tasks/registry.ts";
import { layersSchema } from "../techniques/layers.ts";
import { strategyReaders } from "./strategy-readers.ts";

// What a form says of a parameter stands here too, by `meta`: title, description, unit where it has one, and both in Chinese.
const learningRate = z.number().gt(0).max(100).meta({ title: "Learning rate", description: "step length", zh: { title: "学习率", description: "每步的步长" } });
const decay = (name: "β₁" | "β₂" | "ρ", of: string, ofZh: string, usual: number) =>
  z.number().min(0).lt(1).meta({ title: name, description: `how slowly the mean of ${of} forgets; ${usual} where it is left out`, zh: { title: name, description: `${ofZh}滑动平均的衰减率；留空为 ${usual}` } });
const epsilon = z.number().gt(0).meta({ title: "ε", description: "keeps the step finite; 1e-7 where it is left out", zh: { title: "ε", description: "防止步长发散；留空为 1e-7" } });

const adamSettings = { learningRate, beta1: decay("β₁", "gradients", "梯度", 0.9).optional(), beta2: decay("β₂", "squared gradients", "梯度平方", 0.999).optional(), epsilon: epsilon.optional() };
const momentum = z.number().min(0).lt(1).meta({ title: "Momentum", description: "share of the last step that is taken again; 0 where it is left out", zh: { title: "动量", description: "沿用上一步的比例；留空为 0" } }).optional();

export const optimizerSchema = z
  .discriminatedUnion("type", [
    z
      .strictObject({
        type: z.literal("sgd"), learningRate, momentum,
        nesterov: z.boolean().meta({ title: "Nesterov", description: "looks ahead along the momentum; false where it is left out", zh: { title: "Nesterov 动量", description: "沿动量方向前瞻；留空为 false" } }).optional(),
      })
      .refine(({ nesterov, momentum: share }) => !nesterov || (share ?? 0) > 0, { path: ["nesterov"], message: "Nesterov's look ahead needs a momentum above 0." }),
    z.strictObject({ type: z.literal("adam"), ...adamSettings }),
    z.strictObject({ type: z.literal("adamw"), ...adamSettings }),
    z.strictObject({ type: z.literal("rmsprop"), learningRate, rho: decay("ρ", "squared gradients", "梯度平方", 0.9).optional(), momentum, epsilon: epsilon.optional() }),
  ])
  .meta({ title: "Optimizer", zh: { title: "优化器" } });

const steps = (least: number) => z.int().min(least).max(1_000_000_000);
const factor = z.number().gt(0).max(1000);
export const scheduleSchema = z
  .discriminatedUnion("type", [
    z.strictObject({ type: z.literal("constant") }),
    z.strictObject({
      type: z.literal("exponential"),
      decayRate: factor.meta({ title: "Factor", description: "by which the rate is multiplied every so many steps", zh: { title: "衰减系数", description: "每隔若干步学习率乘以该系数" } }),
      decaySteps: steps(1).meta({ title: "Every", description: "so many steps", unit: "steps", zh: { title: "间隔", description: "多少步衰减一次", unit: "步" } }),
      staircase: z.boolean().meta({ title: "In stairs", description: "only at whole multiples; smoothly where it is left out", zh: { title: "阶梯式", description: "仅在整数倍处变化；留空为平滑变化" } }).optional(),
    }),
    z.strictObject({
      type: z.literal("cosine"),
      warmupSteps: steps(0).meta({ title: "Warm-up", description: "steps in which the rate rises from 0; none where it is left out", unit: "steps", zh: { title: "预热", description: "学习率从 0 上升的步数；留空为不预热", unit: "步" } }).optional(),
      decaySteps: steps(1).meta({ title: "Fall", description: "steps of the half cosine; what is left of the training where it is left out", unit: "steps", zh: { title: "下降", description: "半个余弦的步数；留空为剩余的全部训练步", unit: "步" } }).optional(),
      alpha: z.number().min(0).max(1).meta({ title: "End", description: "share of the learning rate at the end; 0 where it is left out", zh: { title: "终点", description: "结束时学习率的比例；留空为 0" } }).optional(),
    }),
    z
      .strictObject({
        type: z.literal("piecewise"),
        boundaries: z.array(steps(0)).min(1).max(50).meta({ title: "Boundaries", description: "last steps of the pieces, rising", unit: "steps", zh: { title: "分段边界", description: "各段的最后一步，递增", unit: "步" } }),
        factors: z.array(factor).min(1).max(50).meta({ title: "Factors", description: "of the learning rate after each boundary", zh: { title: "系数", description: "每个边界之后学习率的系数" } }),
      })
      .refine(({ boundaries, factors }) => boundaries.length === factors.length, { path: ["factors"], message: "There must be one factor for each boundary." })
      .refine(({ boundaries }) => boundaries.every((at, k) => k === 0 || at > boundaries[k - 1]!), { path: ["boundaries"], message: "Boundaries must rise." }),
  ])
  .meta({ title: "Schedule", description: "how the learning rate changes; it stays where it is left out", zh: { title: "学习率计划", description: "学习率如何变化；留空为不变" } });

export const earlyStoppingSchema = z
  .strictObject({
    monitor: z.enum(["val_loss", "val_accuracy"]).meta({ title: "Watched", description: "of the validation split, after each epoch", zh: { title: "监视指标", description: "每轮之后在验证集上计算" } }).default("val_loss"),
    minDelta: z.number().min(0).meta({ title: "Least change", description: "that counts as better", zh: { title: "最小变化", description: "视为改进的最小变化量" } }).default(0),
    patience: z.int().min(0).max(10_000).meta({ title: "Patience", description: "epochs without anything better before it stops", unit: "epochs", zh: { title: "耐心", description: "无改进多少轮后停止", unit: "轮" } }).default(0),
    mode: z.enum(["auto", "min", "max"]).meta({ title: "Better is", description: "auto: a lower loss, a higher accuracy", zh: { title: "方向", description: "auto：损失越低、准确率越高越好" } }).default("auto"),
    baseline: z.number().meta({ title: "Baseline", description: "to be beaten within the patience", zh: { title: "基线", description: "须在耐心轮数内超过" } }).optional(),
    restoreBestWeights: z.boolean().meta({ title: "Best weights", description: "whether the result is the best epoch, not the last", zh: { title: "恢复最佳权重", description: "结果取最佳轮而非最后一轮" } }).default(false),
    startFromEpoch: z.int().min(0).max(10_000).meta({ title: "From epoch", description: "epochs before it are not watched; the first is 0", unit: "epochs", zh: { title: "起始轮", description: "此前不监视；首轮为 0", unit: "轮" } }).default(0),
  })
  .meta({ title: "Early stopping", zh: { title: "提前停止" } });

/** Said of a key that some strategies read, for whoever asks for a specification: else it need not be asked for. */
const readBy = (key: keyof typeof strategyReaders) => ({ onlyFor: { strategy: strategyReaders[key] } });

const compressionSchema = z
  .discriminatedUnion("type", [
    z.strictObject({ type: z.literal("fp16") }),
    z.strictObject({ type: z.literal("topk"), ratio: z.number().gt(0).max(1).meta({ title: "Share", description: "of the gradients that is sent: the largest", zh: { title: "比例", description: "只发送绝对值最大的这部分梯度" } }) }),
  ])
  .meta({ ...readBy("compression"), title: "Compression", description: "how gradients are made smaller before they are sent; what is left out is added to the next ones. None where it is left out", zh: { title: "梯度压缩", description: "发送前如何压缩梯度；省略的部分累加到下一次。留空为不压缩" } });

export const joulePriceSchema = z
  .strictObject({
    monitor: z.enum(["val_loss", "val_accuracy"]).meta({ title: "Watched", description: "of the validation split, after each epoch", zh: { title: "监视指标", description: "每轮之后在验证集上计算" } }).default("val_accuracy"),
    price: z.number().gt(0).meta({ title: "Price", description: "gain that a joule must bring: of a share for val_accuracy, of nats for val_loss", unit: "1/J", zh: { title: "价格", description: "每焦耳至少应带来的增益：val_accuracy 为比例，val_loss 为 nat" } }),
    confidence: z.number().min(0.5).lt(1).meta({ title: "Confidence", description: "how sure it must be that the next epoch brings less", zh: { title: "置信度", description: "断定下一轮增益不足所需的把握" } }).default(0.9),
    minEpochs: z.int().min(4).max(10_000).meta({ title: "At least", description: "epochs that are trained whatever they bring", unit: "epochs", zh: { title: "至少", description: "无论增益如何都训练的轮数", unit: "轮" } }).default(5),
  })
  .meta({ title: "Price of a joule", description: "stops when what the next epoch is expected to bring is not worth its joules", zh: { title: "焦耳价格", description: "当下一轮的预期增益不值其能耗时停止" } });

/** Optional, without defaults: what a specification does not name is not in it. */
const refinements = {
  schedule: scheduleSchema.optional(),
  weightDecay: z.number().min(0).max(1).meta({ title: "Weight decay", description: "share of the learning rate by which every weight shrinks in a step; 0.004 for AdamW, else 0, where it is left out", zh: { title: "权重衰减", description: "每步权重按学习率乘以该值收缩；留空时 AdamW 为 0.004，其余为 0" } }).optional(),
  clipNorm: z.number().gt(0).meta({ title: "Largest gradient", description: "norm of all gradients together, to which larger ones are scaled down", zh: { title: "梯度裁剪", description: "全部梯度的范数上限，超出则按比例缩小" } }).optional(),
  labelSmoothing: z.number().min(0).lt(1).meta({ title: "Label smoothing", description: "share of each label that is spread over all classes", zh: { title: "标签平滑", description: "每个标签均摊到所有类别的比例" } }).optional(),
  classWeights: z.array(z.number().min(0).max(1e6)).min(2).max(10_000).meta({ title: "Class weights", description: "one for each class, of the loss of its examples", zh: { title: "类别权重", description: "每个类别一个，作用于该类样本的损失" } }).optional(),
  earlyStopping: earlyStoppingSchema.optional(),
  joulePrice: joulePriceSchema.optional(),
  gradientAccumulationSteps: z.int().min(1).max(10_000).meta({ ...readBy("gradientAccumulationSteps"), title: "Accumulated batches", description: "batches whose gradients are averaged over their examples before the weights move; the last ones of an epoch may be fewer; 1 where it is left out", unit: "batches", zh: { title: "梯度累积", description: "累积多少个批次的梯度（按样本平均）后再更新权重；每轮最后一次可较少；留空为 1", unit: "批" } }).optional(),
};

/** What the strategies with several processes read; a strategy that does not read a key is not given it (spec/strategy-misfits.ts). */
const strategyKeys = {
  workers: z.int().min(1).max(64).meta({ ...readBy("workers"), title: "Processes", description: "that compute at the same time; 2 where it is left out. With their threads they may not be more than the machine's cores", unit: "processes", zh: { title: "进程数", description: "同时计算的进程数；留空为 2。进程数乘以线程数不得超过机器的核心数", unit: "个" } }).optional(),
  bucketBytes: z.int().min(1024).max(2 ** 30).meta({ ...readBy("bucketBytes"), title: "Bucket", description: "gradients are sent and summed in parts of so many bytes; 4 MiB where it is left out", unit: "bytes", zh: { title: "分块大小", description: "梯度按此大小分块发送并求和；留空为 4 MiB", unit: "字节" } }).optional(),
  compression: compressionSchema.optional(),
  syncEvery: z.int().min(1).max(1_000_000).meta({ ...readBy("syncEvery"), title: "Average every", description: "batches that each process trains by itself between two averages; 16 where it is left out", unit: "batches", zh: { title: "平均间隔", description: "两次平均之间每个进程独立训练的批次数；留空为 16", unit: "批" } }).optional(),
  outerOptimizer: z
    .strictObject({
      learningRate: z.number().gt(0).max(100).meta({ title: "Learning rate", description: "1 without momentum is the average itself", zh: { title: "学习率", description: "为 1 且无动量时即参数平均" } }),
      momentum,
      nesterov: z.boolean().meta({ title: "Nesterov", description: "looks ahead along the momentum; false where it is left out", zh: { title: "Nesterov 动量", description: "沿动量方向前瞻；留空为 false" } }).optional(),
    })
    .refine(({ nesterov, momentum: share }) => !nesterov || (share ?? 0) > 0, { path: ["nesterov"], message: "Nesterov's look ahead needs a momentum above 0." })
    .meta({ ...readBy("outerOptimizer"), title: "Outer optimizer", description: "how the average of the processes moves the shared weights; they become the average where it is left out", zh: { title: "外层优化器", description: "各进程的平均如何移动共享权重；留空则直接取平均" } })
    .optional(),
  maxStaleness: z.int().min(0).max(1_000_000).nullable().meta({ ...readBy("maxStaleness"), title: "Staleness", description: "updates that may come between the weights that a gradient was computed at and its own; 0: all processes wait for each other; null, or left out: any number", unit: "updates", zh: { title: "最大陈旧度", description: "梯度计算时的权重与其更新之间最多允许多少次其他更新；0 为全部同步；null 或留空为不限", unit: "次" } }).optional(),
};

const strategyIds = ["single", "sync-data-parallel", "local-sgd", "async"] as const;
export const trainingSchema = z.strictObject({
  strategy: z
    .enum(strategyIds)
    .meta({
      title: "Strategy",
      description: "how the work is spread. single: one process. sync-data-parallel: every batch is shared out to processes. local-sgd: processes train by themselves and are averaged now and then. async: processes train without waiting for each other",
      zh: { title: "训练策略", description: "工作如何分配。single：单进程。sync-data-parallel：每个批次分给多个进程。local-sgd：各进程独立训练，定期平均。async：各进程互不等待" },
    })
    .default("single"),
  examples: z
    .int()
    .min(1)
    .meta({ title: "Examples", description: "only the first n of the seeded training split; all where it is left out", zh: { title: "样本数", description: "只取按种子排列的训练集的前 n 个；留空为全部" } })
    .optional(),
  epochs: z.int().min(1).max(10_000).meta({ title: "Epochs", description: "passes over the training examples", zh: { title: "轮数", description: "遍历训练样本的次数" } }).default(10),
  batchSize: z.int().min(1).max(4096).meta({ title: "Batch size", description: "examples of one step", zh: { title: "批大小", description: "每一步的样本数" } }).default(32),
  optimizer: optimizerSchema.default({ type: "adam", learningRate: 0.001 }),
  ...refinements,
  ...strategyKeys,
});
export type TrainingSpec = z.infer<typeof trainingSchema>;

/** Training examples, at the most, on which a technique sees gradients. */
export const gradientExamples = 1024;

/** Batches of one training: its steps. @param available examples of the training split */
export const trainingSteps = ({ epochs, batchSize, examples }: Pick<TrainingSpec, "epochs" | "batchSize" | "examples">, available: number): number => epochs * Math.ceil((examples ?? available) / batchSize);

/**
 * How often one training moves its weights, or each process its own: what schedules and pruning count. With `async` it is the most that it can be.
 * @param available examples of the training split
 */
export function trainingUpdates(training: Pick<TrainingSpec, "epochs" | "batchSize" | "examples" | "strategy" | "gradientAccumulationSteps" | "workers" | "maxStaleness">, available: number): number {
  const { strategy, gradientAccumulationSteps = 1, workers = 2, maxStaleness = null } = training;
  const together = strategy === "local-sgd" || (strategy === "async" && maxStaleness === 0) ? workers : gradientAccumulationSteps;
  return training.epochs * Math.ceil(trainingSteps({ ...training, epochs: 1 }, available) / together);
}

/** A step's own training: only what it changes. Defaults would hide what the specification says. */
export const trainingOverrideSchema = z
  .strictObject({
    strategy: trainingSchema.shape.strategy.unwrap().optional(),
    examples: trainingSchema.shape.examples,
    epochs: trainingSchema.shape.epochs.unwrap().optional(),
    batchSize: trainingSchema.shape.batchSize.unwrap().optional(),
    optimizer: optimizerSchema.optional(),
    ...refinements,
    ...strategyKeys,
  })
  .meta({ title: "Training of this step", description: "only what differs from the training of the whole pipeline", zh: { title: "本步骤的训练", description: "仅填写与整条流水线不同之处" } });

export const baseSchema = z
  .strictObject({
    modelVersion: z.string().min(1).max(200).meta({ title: "Registered version", description: "id of a registered version", zh: { title: "已登记的版本", description: "已登记版本的标识" } }).optional(),
    layers: layersSchema.optional(),
    pretrained: z.enum(pretrained.map(({ id }) => id) as [string, ...string[]]).meta({ title: "Pretrained network", description: "fetched, checked and kept; give it an output layer by train-head", zh: { title: "预训练网络", description: "自动获取、校验并缓存；用 train-head 为其添加输出层" } }).optional(),
    file: z.string().min(1).max(4096).describe("a model on disk; on the engine's command line only").optional(),
  })
  .refine((base) => Object.values(base).filter((value) => value !== undefined).length === 1, { message: "Give exactly one of modelVersion, layers, pretrained, file." });

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

/** The same where `task` is the address of own data, on the engine's own command line. */
export const ownDataSchema = outerSchema.extend({ task: z.string() });

/** A parsed specification: defaults are filled in; JSON again, and parsing it once more changes nothing. */
export type Specification = z.infer<typeof outerSchema>;
