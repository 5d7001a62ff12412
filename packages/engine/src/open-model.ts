import { encodeOnnx } from "./formats/onnx/encode-onnx.ts";
import type { InputDType } from "./graph/predictor.ts";
import { openPredictor } from "./graph/predictor.ts";
import type { Backend } from "./graph/session.ts";
import type { ForeignModel } from "./network/foreign-model.ts";
import { isForeign } from "./network/foreign-model.ts";
import type { Network, Predictor } from "./network/network.ts";
import { openOnnxPredictor } from "./onnx-predictor.ts";
import type { TaskDescription } from "./tasks/task.ts";

/** What predicts a model from raw rows of this type, as it would be used: a network on the backend, one that is quantized and what is not ours on ONNX Runtime, with as many threads. */
export function openModel(backend: Backend, model: Network | ForeignModel, task: Pick<TaskDescription, "inputShape" | "inputScale" | "classes">, inputDType: InputDType): Predictor & { dispose(): void } {
  if (!isForeign(model) && !model.quantization) return openPredictor(backend, model, inputDType);
  const { inputShape, inputScale } = isForeign(model) ? task : model;
  const { classes } = task;
  return openOnnxPredictor(isForeign(model) ? model : { format: "onnx", bytes: encodeOnnx(model) }, { inputShape, inputScale, classes, threads: backend.threads });
}
