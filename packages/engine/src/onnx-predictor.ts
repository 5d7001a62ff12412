import { EngineError } from "./errors.ts";
import type { OnnxPort, OnnxSummary } from "./formats/onnx/read-onnx.ts";
import { readOnnx, typeName } from "./formats/onnx/read-onnx.ts";
import type { ForeignModel } from "./network/foreign-model.ts";
import type { Predictor, Rows } from "./network/network.ts";
import { sizeOf } from "./network/network.ts";
import { openOnnxSession } from "./onnx-runtime.ts";

export interface OnnxTask {
  /** Shape of one example, channels last. */
  inputShape: number[];
  /** Raw inputs are divided by it, unless the model says that it does so itself. */
  inputScale: number;
  classes: number;
  /** Threads of one operation. */
  threads: number;
}

/** Energy of inference is told at this batch. */
const ROWS_PER_CALL = 256;
/** A batch of its own is filled up, so that a larger one would take memory that no example needs. */
const MOST_BATCH = 4096;
const makers = { float32: Float32Array, uint8: Uint8Array, int8: Int8Array, int32: Int32Array } as const;

const misfit = (message: string): EngineError => new EngineError("INVALID_INPUT", message, { path: ["base"] });
const portText = ({ name, shape }: OnnxPort): string => `${name} [${shape.map((length) => length ?? "?").join(", ")}]`;

/** The only input and the first output, where they fit the task. */
function portsOf({ inputs, outputs }: OnnxSummary, { inputShape, classes }: OnnxTask): { input: OnnxPort; output: OnnxPort; transposed: boolean } {
  const [input, ...others] = inputs;
  if (!input || others.length > 0) throw misfit(`The ONNX model has ${inputs.length} inputs (${inputs.map(portText).join(", ")}); one that takes the examples is read.`);
  const open = input.shape.slice(1).map((length, axis, all) => length ?? (all.length === inputShape.length ? inputShape[axis]! : NaN));
  const first = [inputShape.at(-1)!, ...inputShape.slice(0, -1)];
  const transposed = inputShape.length > 1 && inputShape.at(-1)! > 1 && open.join() === first.join() && first.join() !== inputShape.join();
  if (!transposed && (sizeOf(open) !== sizeOf(inputShape) || (inputShape.at(-1)! > 1 && inputShape.length > 1 && open.length > 1 && open.join() !== inputShape.join()))) throw misfit(`The ONNX model reads ${portText(input)}; the task's examples are [${inputShape.join(", ")}], as they are or channels first.`);
  const output = outputs[0]!;
  const width = output.shape.at(-1);
  if (width != null && width !== classes) throw misfit(`The ONNX model gives ${portText(output)}; the task has ${classes} classes.`);
  if (typeName(output.type) !== "float32") throw misfit(`The ONNX model gives ${portText(output)} as ${typeName(output.type)}; float32 is read.`);
  return { input, output, transposed };
}

/** [height, width, channels] of each example as [channels, height, width]. */
function channelsFirst(values: Float32Array, inputShape: number[]): Float32Array {
  const [channels, places] = [inputShape.at(-1)!, sizeOf(inputShape.slice(0, -1))];
  const width = channels * places;
  return values.map((_, i) => values[i - (i % width) + (i % places) * channels + Math.floor((i % width) / places)]!);
}

/**
 * An ONNX model as a predictor of a task, on ONNX Runtime. Inputs are scaled as our networks' are, unless the model scales them itself; images go in as they are or
 * channels first, as the model has them. Probabilities of a last Softmax are given as their logarithms, which are logits too. A fixed batch is filled up with zeros.
 * @throws EngineError INVALID_INPUT where it does not fit the task; NUMERIC where it gives no numbers; CORRUPT, UNSUPPORTED or NATIVE where it cannot be read or run
 */
export function openOnnxPredictor({ bytes }: ForeignModel, task: OnnxTask): Predictor & { dispose(): void } {
  const summary = readOnnx(bytes);
  const { input, output, transposed } = portsOf(summary, task);
  const type = typeName(input.type) as keyof typeof makers | "int64";
  if (!(type in makers) && type !== "int64") throw misfit(`The ONNX model reads ${portText(input)} as ${type}; float32, uint8, int8, int32 and int64 are written.`);
  const batch = input.shape[0] ?? null;
  if (batch !== null && !(batch >= 1 && batch <= MOST_BATCH)) throw misfit(`The ONNX model reads ${portText(input)}, ${batch} examples at a time; 1 to ${MOST_BATCH} are read, or any number of them.`);
  const session = openOnnxSession(bytes, { threads: task.threads });
  const width = sizeOf(task.inputShape);
  const dims = input.shape.slice(1).map((length, axis) => length ?? task.inputShape[axis]!);

  const predictSome = (values: Rows["values"], count: number): Float32Array => {
    const rows = batch ?? count;
    const scaled = new Float32Array(rows * width);
    const scale = summary.rawInputs ? 1 : task.inputScale;
    for (let i = 0; i < values.length; i++) scaled[i] = values[i]! / scale;
    const arranged = transposed ? channelsFirst(scaled, task.inputShape) : scaled;
    const data = type === "float32" ? arranged : type === "int64" ? BigInt64Array.from(arranged, (value) => BigInt(Math.round(value))) : makers[type].from(arranged);
    const found = session.run(input.name, { type, data, dims: [rows, ...dims] }, output.name);
    if (found.data.length !== rows * task.classes) throw misfit(`The ONNX model gives [${found.dims.join(", ")}] for ${rows} examples; the task has ${task.classes} classes.`);
    const logits = (found.data as Float32Array).subarray(0, count * task.classes);
    return summary.lastOperator === "Softmax" ? logits.map((share) => Math.log(Math.max(share, 1e-38))) : logits;
  };
  return {
    predict({ values, count }) {
      if (values.length !== count * width) throw new EngineError("INVALID_INPUT", `${count} rows of ${width} values need ${count * width} values, not ${values.length}.`, { path: ["inputs"] });
      const logits = new Float32Array(count * task.classes);
      const step = batch ?? ROWS_PER_CALL;
      for (let row = 0; row < count; row += step) {
        const some = Math.min(step, count - row);
        logits.set(predictSome(values.subarray(row * width, (row + some) * width), some), row * task.classes);
      }
      if (logits.some(Number.isNaN)) throw new EngineError("NUMERIC", "The ONNX model gives values that are no numbers (NaN): its weights, or what it computes with these examples, are none.", { path: ["base"] });
      return logits;
    },
    parameterCount: summary.parameterCount,
    sizeBytes: bytes.length,
    dispose: () => session.dispose(),
  };
}
