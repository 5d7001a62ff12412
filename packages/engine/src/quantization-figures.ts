import { encodeOnnx } from "./formats/onnx/encode-onnx.ts";
import type { Network, Predictor, Rows } from "./network/network.ts";
import { sizeOf } from "./network/network.ts";
import { openOnnxPredictor } from "./onnx-predictor.ts";
import type { TaskDescription } from "./tasks/task.ts";

const BATCHES = [1, 64] as const;
/** How long each model and batch is repeated. */
const MEASURED_MS = 100;

const median = (values: number[]): number => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!;

/** Medians of one call, ms; the models take turns, so that both see the same machine. */
function latenciesMs(predictors: Pick<Predictor, "predict">[], rows: Rows): number[] {
  const times: number[][] = predictors.map(() => []);
  for (const predictor of predictors) predictor.predict(rows); // the first call prepares
  for (const until = performance.now() + predictors.length * MEASURED_MS; times[0]!.length < 5 || performance.now() < until; ) {
    predictors.forEach((predictor, k) => {
      const from = performance.now();
      predictor.predict(rows);
      times[k]!.push(performance.now() - from);
    });
  }
  return times.map(median);
}

/** What quantizing changed, measured: bytes of the ONNX form and latency, of the same network as float32 and as it is stored, both on ONNX Runtime. */
export function quantizationFigures(network: Network, { values }: Rows, task: Pick<TaskDescription, "inputShape" | "inputScale" | "classes">, threads: number): { message: string; values: { name: string; value: number }[] } {
  const { quantization: _quantization, ...float32 } = network;
  const models = [encodeOnnx(float32), encodeOnnx(network)];
  const predictors = models.map((bytes) => openOnnxPredictor({ format: "onnx", bytes }, { ...task, threads }));
  const width = sizeOf(task.inputShape);
  const latencies = BATCHES.map((count) => latenciesMs(predictors, { values: values.slice(0, count * width), count }));
  for (const predictor of predictors) predictor.dispose();
  const [before = 0, after = 0] = models.map(({ length }) => length);
  const told = BATCHES.map((batch, k) => `${latencies[k]![1]!.toPrecision(3)} ms in place of ${latencies[k]![0]!.toPrecision(3)} ms at batch ${batch}`);
  return {
    message: `As ONNX, quantized in place of float32: ${after} B in place of ${before} B; ${told.join("; ")}.`,
    values: [
      { name: "float32OnnxBytes", value: before }, { name: "onnxBytes", value: after },
      ...BATCHES.flatMap((batch, k) => [{ name: `float32LatencyMsBatch${batch}`, value: latencies[k]![0]! }, { name: `latencyMsBatch${batch}`, value: latencies[k]![1]! }]),
    ],
  };
}
