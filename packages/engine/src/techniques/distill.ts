import { z } from "zod";
import type { ForeignModel } from "../network/foreign-model.ts";
import type { Network } from "../network/network.ts";
import { freshNetwork } from "../network/network.ts";
import { softLosses } from "../network/objective.ts";
import { layersOf, layersSchema } from "./layers.ts";
import { defineTechnique } from "./technique.ts";

/**
 * Trains a new student on the labels and on what the given network (the teacher) says of the same examples, both softened by the temperature.
 * Loss: hardLossWeight · CE(labels) + softLossWeight · T² · KL(teacher ‖ student at T), or T² · CE, or the squared difference of the logits, which knows no temperature.
 * It helps most where labels are few. Sources: Hinton, Vinyals and Dean 2015, arXiv 1503.02531, section 2; Ba and Caruana 2014, arXiv 1312.6184, section 2.2.
 */
export const distill = defineTechnique({
  id: "distill",
  title: "Knowledge distillation",
  source: "Hinton, Vinyals and Dean 2015, arXiv 1503.02531, section 2; Ba and Caruana 2014, arXiv 1312.6184, section 2.2",
  params: z.strictObject({
    student: z.strictObject({ layers: layersSchema }).meta({ title: "Student", description: "the new network; the task adds its output layer", zh: { title: "学生网络", description: "新的网络；输出层由任务添加" } }),
    loss: z.enum(softLosses).meta({ title: "Soft loss", description: "what holds the student to its teacher; kl where it is left out: divergence of softened probabilities; ce: their cross-entropy, with the same gradient; mse: squared difference of the logits, without temperature", zh: { title: "软损失", description: "学生与教师的差距；留空为 kl：软化概率的散度；ce：软化概率的交叉熵，梯度相同；mse：logits 之差的平方，不用温度" } }).optional(),
    temperature: z.number().gt(0).max(100).meta({ title: "Temperature", description: "T: 1 leaves the teacher's probabilities as they are, more softens them", zh: { title: "温度", description: "T：1 保持教师的概率不变，越大越平缓" } }).default(4),
    hardLossWeight: z.number().min(0).max(1000).meta({ title: "Weight of the labels", description: "weight of the cross-entropy with the labels", zh: { title: "标签损失权重", description: "与标签的交叉熵的权重" } }).default(0.1),
    softLossWeight: z.number().min(0).max(1000).meta({ title: "Weight of the teacher", description: "weight of the soft loss; kl and ce count T² times", zh: { title: "教师损失权重", description: "软损失的权重；kl 与 ce 先乘以 T²" } }).default(0.9),
  }),
  example: { student: { layers: [{ type: "dense", units: 4, activation: "relu" }] }, temperature: 2 },
  newLayers: ({ student }) => [{ path: ["student", "layers"], layers: student.layers }],
  takesPredictor: true,
  async apply(teacher: Network | ForeignModel, { student: { layers }, loss, temperature, hardLossWeight, softLossWeight }, { seed, task, predictTraining, train }) {
    const teacherLogits = await predictTraining(teacher);
    const fresh = freshNetwork({ inputShape: task.inputShape, inputScale: task.inputScale, layers: layersOf(layers, task.classes) }, seed);
    const student = "notice" in teacher && teacher.notice !== undefined ? { ...fresh, notice: teacher.notice } : fresh;
    return train(student, { type: "distillation", loss, temperature, hardLossWeight, softLossWeight }, { teacherLogits });
  },
  outline(teacher, { student }, { task, predictTraining, train }) {
    predictTraining(teacher);
    return train({ inputShape: task.inputShape, layers: layersOf(student.layers, task.classes) });
  },
});
