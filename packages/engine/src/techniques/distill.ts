import { z } from "zod";
import { EngineError } from "../errors.ts";
import { networkUpTo } from "../network/calibration-points.ts";
import type { ForeignModel } from "../network/foreign-model.ts";
import { isForeign } from "../network/foreign-model.ts";
import type { PlacedHint } from "../network/hints.ts";
import { placeHints } from "../network/hints.ts";
import { averages, mixedLogits } from "../network/mixed-logits.ts";
import type { Architecture, Network } from "../network/network.ts";
import { freshNetwork, outputWidth } from "../network/network.ts";
import { softLosses } from "../network/objective.ts";
import { glorotUniform, randomOf, wholeNumberOf } from "../random.ts";
import { layersOf, layersSchema } from "./layers.ts";
import type { NamedModel, TechniqueContext, TrainingExtras } from "./technique.ts";
import { defineTechnique } from "./technique.ts";

const layerName = z.string().min(1).max(200);
const weight = z.number().gt(0).max(1000);

const hint = z.strictObject({
  teacherLayer: layerName.meta({ title: "Teacher's layer", description: "name of the layer whose values are the target", zh: { title: "教师的层", description: "以其输出值为目标的层名" } }),
  studentLayer: layerName.meta({ title: "Student's layer", description: "name of the layer that is to give them, through a linear map where shapes differ", zh: { title: "学生的层", description: "应给出这些值的层名；形状不同时经过线性映射" } }),
  weight: weight.meta({ title: "Weight", description: "of the mean squared difference in the loss", zh: { title: "权重", description: "均方差在损失中的权重" } }),
});

const furtherTeacher = z
  .strictObject({
    modelVersion: z.string().min(1).max(200).meta({ modelVersion: true, title: "Registered version", description: "a version that was trained for the same inputs and classes", zh: { title: "已登记的版本", description: "输入与类别均相同的版本" } }).optional(),
    file: z.string().min(1).max(4096).meta({ commandLineOnly: true, title: "File", description: "a model on disk; on the engine's command line only", zh: { title: "文件", description: "磁盘上的模型；仅限引擎命令行" } }).optional(),
    weight: weight.meta({ title: "Weight", description: "how much it counts; the given network counts 1", zh: { title: "权重", description: "其所占权重；给定的网络为 1" } }).default(1),
  })
  .superRefine(({ modelVersion, file }, context) => {
    if ((modelVersion === undefined) === (file === undefined)) context.addIssue({ code: "custom", path: ["modelVersion"], message: "Give a registered version as modelVersion or, on the engine's command line, a file: one of them." });
  });

const params = z
  .strictObject({
    student: z.strictObject({ layers: layersSchema }).meta({ title: "Student", open: true, description: "the new network; the task adds its output layer", zh: { title: "学生网络", description: "新的网络；输出层由任务添加" } }).optional(),
    generations: z.int().min(1).max(10).meta({ title: "Generations", description: "in place of a student: so many new networks of the teacher's own layers, each taught by the one before", zh: { title: "世代数", description: "代替学生网络：依次训练若干与教师结构相同的新网络，每一代由上一代教导" } }).optional(),
    loss: z.enum(softLosses).meta({ title: "Soft loss", description: "what holds the student to its teacher; kl where it is left out: divergence of softened probabilities; ce: their cross-entropy, with the same gradient; mse: squared difference of the logits, without temperature", zh: { title: "软损失", description: "学生与教师的差距；留空为 kl：软化概率的散度；ce：软化概率的交叉熵，梯度相同；mse：logits 之差的平方，不用温度" } }).optional(),
    temperature: z.number().gt(0).max(100).meta({ title: "Temperature", description: "T: 1 leaves the teacher's probabilities as they are, more softens them", zh: { title: "温度", description: "T：1 保持教师的概率不变，越大越平缓" } }).default(4),
    hardLossWeight: z.number().min(0).max(1000).meta({ title: "Weight of the labels", description: "weight of the cross-entropy with the labels", zh: { title: "标签损失权重", description: "与标签的交叉熵的权重" } }).default(0.1),
    softLossWeight: z.number().min(0).max(1000).meta({ title: "Weight of the teacher", description: "weight of the soft loss; kl and ce count T² times", zh: { title: "教师损失权重", description: "软损失的权重；kl 与 ce 先乘以 T²" } }).default(0.9),
    hints: z.array(hint.meta({ title: "Hint", zh: { title: "提示" } })).max(8).meta({ title: "Hints", description: "layers of the student that are held to layers of the teacher", zh: { title: "特征提示", description: "让学生的层接近教师的层" } }).optional(),
    teachers: z.array(furtherTeacher.meta({ title: "Teacher", zh: { title: "教师" } })).max(16).meta({ title: "Further teachers", description: "beside the given network", zh: { title: "更多教师", description: "除给定网络之外" } }).optional(),
    average: z.enum(averages).meta({ title: "Mean of teachers", description: "of several teachers: of their logits, or of their softened probabilities; logits where it is left out", zh: { title: "教师的平均", description: "多个教师时：平均 logits，或平均软化概率；留空为 logits" } }).optional(),
  })
  .superRefine(({ student, generations, loss, teachers, average }, context) => {
    const refuse = (key: string, message: string): void => void context.addIssue({ code: "custom", path: [key], message });
    if (!student && generations === undefined) refuse("student", "Give the student's layers, or generations: new networks of the teacher's own.");
    if (student && generations !== undefined) refuse("generations", "Generations are new networks of the teacher's own layers: leave out either them or the student.");
    if (average !== undefined && !teachers?.length) refuse("average", "There is one teacher: leave it out, or name further teachers.");
    if (average === "probabilities" && loss === "mse") refuse("average", "The loss mse compares logits: take logits.");
  });
type Params = z.infer<typeof params>;

/** All hints' values together: they are held in memory while it trains. */
const MOST_HINT_VALUES = 2 ** 27;

const studentOf = (teacher: Architecture, { student }: Params, { inputShape, classes }: Pick<TechniqueContext["task"], "inputShape" | "classes">): Architecture => (student ? { inputShape, layers: layersOf(student.layers, classes) } : { inputShape: teacher.inputShape, layers: teacher.layers });

const upTo = <Of extends Network | Architecture>(network: Of, layer: string): Of => networkUpTo(network, { name: layer, layer, sum: false, like: null });

const hasLayer = ({ layers }: Architecture, name: string): boolean => layers.some((layer) => layer.name === name);

/** A teacher that is quantized teaches with the values that its integers stand for. */
const unquantized = ({ inputShape, inputScale, layers, weights }: Network): Network => ({ inputShape, inputScale, layers, weights });

async function hintsFor(teacher: Network, placed: PlacedHint[], examples: number, seed: number, predictTraining: TechniqueContext["predictTraining"]): Promise<NonNullable<TrainingExtras["hints"]>> {
  const values = placed.reduce((sum, { size }) => sum + size * examples, 0);
  if (values > MOST_HINT_VALUES) throw new EngineError("INVALID_INPUT", `The hints would hold ${values} values for ${examples} examples; at most ${MOST_HINT_VALUES}. Take smaller layers, or fewer examples.`, { path: ["hints"] });
  const made: NonNullable<TrainingExtras["hints"]> = [];
  for (const [k, { teacherLayer, studentLayer, weight: share, size, regressor }] of placed.entries()) {
    const targets = await predictTraining(upTo(unquantized(teacher), teacherLayer));
    const kernel = regressor && glorotUniform(randomOf(seed, "hint", k), regressor.inputs * regressor.outputs, regressor.inputs, regressor.outputs);
    made.push({ layer: studentLayer, weight: share, size, regressor: regressor && kernel && { ...regressor, kernel }, targets });
  }
  return made;
}

const furtherTeachers = ({ teachers = [] }: Params): (NamedModel & { weight: number })[] =>
  teachers.map(({ modelVersion, file, weight: share }, k) => {
    const by = modelVersion === undefined ? "file" : "modelVersion";
    return { path: ["teachers", String(k), by], by, name: (modelVersion ?? file)!, weight: share };
  });

/** What the further teachers say; computed once, whatever the generation. */
async function furtherLogits(given: Params, { task, modelOf, predictTraining }: TechniqueContext): Promise<{ logits: Float32Array; weight: number }[]> {
  const all: { logits: Float32Array; weight: number }[] = [];
  for (const { path, name, weight: share } of furtherTeachers(given)) {
    const model = modelOf(name);
    if (!isForeign(model) && ((!model.text && model.inputShape.join() !== task.inputShape.join()) || outputWidth(model) !== task.classes))
      throw new EngineError("INVALID_INPUT", `The teacher ${name} maps [${model.inputShape.join(", ")}] to ${outputWidth(model)} classes; the task needs [${task.inputShape.join(", ")}] and ${task.classes}.`, { path });
    all.push({ logits: await predictTraining(model), weight: share });
  }
  return all;
}

/**
 * Trains a new student on the labels and on what the given network (the teacher) says of the same examples, both softened by the temperature.
 * Loss: hardLossWeight · CE(labels) + softLossWeight · T² · KL(teacher ‖ student at T), or T² · CE, or the squared difference of the logits, which knows no temperature;
 * with hints also weight · the mean squared difference of layers. Several teachers are averaged; generations are students of the teacher's own layers, each taught by the one before.
 * It helps most where labels are few. Sources: Hinton, Vinyals and Dean 2015, arXiv 1503.02531, section 2; Ba and Caruana 2014, arXiv 1312.6184, section 2.2;
 * Romero et al. 2015, arXiv 1412.6550 (hints); Furlanello et al. 2018, arXiv 1805.04770 (generations); You et al. 2017 (several teachers).
 */
export const distill = defineTechnique({
  id: "distill",
  title: "Knowledge distillation",
  source: "Hinton, Vinyals and Dean 2015, arXiv 1503.02531, section 2; Ba and Caruana 2014, arXiv 1312.6184, section 2.2; Romero et al. 2015, arXiv 1412.6550, section 2.2; Furlanello et al. 2018, arXiv 1805.04770; You et al. 2017, KDD, section 3.1",
  params,
  example: { student: { layers: [{ type: "dense", units: 4, activation: "relu" }] }, temperature: 2 },
  newLayers: ({ student }) => (student ? [{ path: ["student", "layers"], layers: student.layers }] : []),
  models: (given) => furtherTeachers(given).map(({ path, by, name }) => ({ path, by, name })),
  trains: ({ generations = 1 }) => generations,
  takesPredictor: true,
  oneProcess: ({ hints }) => (hints?.length ? "hints" : null),
  check(teacher: Architecture | ForeignModel, given) {
    const needing = given.hints?.length ? "hints" : given.generations !== undefined ? "generations" : null;
    if (isForeign(teacher) && needing) throw new EngineError("UNSUPPORTED", "The teacher is an ONNX model: it predicts, and tells no layers.", { path: [needing] });
    if (given.hints && !isForeign(teacher)) placeHints(teacher, studentOf(teacher, given, { inputShape: teacher.inputShape, classes: outputWidth(teacher) }), given.hints);
  },
  async apply(first: Network | ForeignModel, given, context) {
    const { seed, task, predictTraining, train, measured } = context;
    const { loss, temperature, hardLossWeight, softLossWeight, average = "logits", generations = 1, hints } = given;
    const further = await furtherLogits(given, context);
    let teacher = first;
    for (let generation = 1; generation <= generations; generation++) {
      const own = await predictTraining(teacher);
      const teacherLogits = further.length === 0 ? own : measured(() => mixedLogits([{ logits: own, weight: 1 }, ...further], average, temperature, task.classes));
      const known = teacher as Network; // check refused hints and generations of a model that only predicts
      const { layers } = studentOf(known, given, task);
      const placed = hints ? placeHints(known, { inputShape: task.inputShape, layers }, hints) : [];
      const extras: TrainingExtras = { teacherLogits, ...(placed.length > 0 ? { hints: await hintsFor(known, placed, own.length / task.classes, seed, predictTraining) } : {}) };
      const begin = generation === 1 ? seed : wholeNumberOf(randomOf(seed, "generation", generation));
      const notice = "notice" in known && known.notice !== undefined ? { notice: known.notice } : {};
      const student = { ...freshNetwork({ inputShape: task.inputShape, inputScale: task.inputScale, layers }, begin), ...notice };
      teacher = await train(student, { type: "distillation", loss, temperature, hardLossWeight, softLossWeight }, extras);
    }
    return teacher as Network;
  },
  outline(first, given, { task, predictTraining, train, architectureOf }) {
    for (const { name } of furtherTeachers(given)) {
      const further = architectureOf(name);
      if (further) predictTraining(further);
    }
    let teacher = first;
    for (let generation = 1; generation <= (given.generations ?? 1); generation++) {
      predictTraining(teacher);
      const student = { inputShape: task.inputShape, layers: studentOf(teacher, given, task).layers };
      const hints = placeHints(teacher, student, (given.hints ?? []).filter(({ teacherLayer, studentLayer }) => hasLayer(teacher, teacherLayer) && hasLayer(student, studentLayer))); // an outline may know layers by other names
      for (const { teacherLayer } of hints) predictTraining(upTo(teacher, teacherLayer));
      teacher = train(student, { hints });
    }
    return teacher;
  },
});
