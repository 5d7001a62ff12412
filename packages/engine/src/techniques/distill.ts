import { z } from "zod";
import type { ForeignModel } from "../network/foreign-model.ts";
import type { Network } from "../network/network.ts";
import { freshNetwork } from "../network/network.ts";
import { layersOf, layersSchema } from "./layers.ts";
import { defineTechnique } from "./technique.ts";

/**
 * Trains a new student on the labels and on what the given network (the teacher) says of the same examples, both softened by the temperature.
 * Loss: hardLossWeight · CE(labels) + softLossWeight · T² · KL(teacher ‖ student at T). It helps most where labels are few.
 * Source: Hinton, Vinyals and Dean 2015, arXiv 1503.02531, section 2.
 */
export const distill = defineTechnique({
  id: "distill",
  title: "Knowledge distillation",
  params: z.strictObject({
    student: z.strictObject({ layers: layersSchema }).meta({ title: "Student", description: "the new network; the task adds its output layer", zh: { title: "学生网络", description: "新的网络；输出层由任务添加" } }),
    temperature: z.number().gt(0).max(100).meta({ title: "Temperature", description: "T: 1 leaves the teacher's probabilities as they are, more softens them", zh: { title: "温度", description: "T：1 保持教师的概率不变，越大越平缓" } }).default(4),
    hardLossWeight: z.number().min(0).max(1000).meta({ title: "Weight of the labels", description: "weight of the cross-entropy with the labels", zh: { title: "标签损失权重", description: "与标签的交叉熵的权重" } }).default(0.1),
    softLossWeight: z.number().min(0).max(1000).meta({ title: "Weight of the teacher", description: "weight of T² times the divergence from the teacher", zh: { title: "教师损失权重", description: "T² 与教师散度之积的权重" } }).default(0.9),
  }),
  example: { student: { layers: [{ type: "dense", units: 4, activation: "relu" }] }, temperature: 2 },
  newLayers: ({ student }) => [{ path: ["student", "layers"], layers: student.layers }],
  takesPredictor: true,
  async apply(teacher: Network | ForeignModel, { student, temperature, hardLossWeight, softLossWeight }, { seed, task, predictTraining, train }) {
    const teacherLogits = await predictTraining(teacher);
    const fresh = freshNetwork({ inputShape: task.inputShape, inputScale: task.inputScale, layers: layersOf(student.layers, task.classes) }, seed);
    return train(fresh, { type: "distillation", temperature, hardLossWeight, softLossWeight }, { teacherLogits });
  },
  outline(teacher, { student }, { task, predictTraining, train }) {
    predictTraining(teacher);
    return train({ inputShape: task.inputShape, layers: layersOf(student.layers, task.classes) });
  },
});
