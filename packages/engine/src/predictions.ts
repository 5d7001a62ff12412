import { inputDTypeOf } from "./graph/predictor.ts";
import type { Backend } from "./graph/session.ts";
import type { LogitCache } from "./logit-cache.ts";
import type { MeasuredWork } from "./measured-work.ts";
import { bodyAndHead } from "./network/body-and-head.ts";
import type { ForeignModel } from "./network/foreign-model.ts";
import { isForeign } from "./network/foreign-model.ts";
import type { Network, Rows } from "./network/network.ts";
import { outputWidth } from "./network/network.ts";
import { openModel } from "./open-model.ts";
import type { TrainingSpec } from "./spec/schema.ts";
import { firstExamples } from "./tasks/first-examples.ts";
import type { Examples, TaskData, TaskDescription } from "./tasks/task.ts";
import { dataFor } from "./tasks/text-rows.ts";

export interface PredictionsOptions {
  backend: Backend;
  data: TaskData;
  task: TaskDescription;
  /** Logits of teachers that runs share; null: each computes its own. */
  logitCache: LogitCache | null;
  /** What it takes belongs to the training. */
  work: MeasuredWork;
  tell: (message: string) => void;
}

/** A transformer of 20 million weights predicts so many in some ten seconds. */
const ROWS_BETWEEN_TURNS = 512;

function joined(parts: Float32Array[]): Float32Array {
  const all = new Float32Array(parts.reduce((sum, { length }) => sum + length, 0));
  parts.reduce((at, part) => (all.set(part, at), at + part.length), 0);
  return all;
}

/** What models say of a task's examples while a network is trained: teachers, encoders below a new head, what calibration sees. */
export class Predictions {
  private readonly options: PredictionsOptions;

  constructor(options: PredictionsOptions) {
    this.options = options;
  }

  /** Logits of the training examples, from the cache where it has them: the same bits either way. Of an encoder with a head the cache keeps what the encoder gives. */
  async ofTraining(model: Network | ForeignModel, training: TrainingSpec): Promise<Float32Array> {
    const { train } = dataFor(model, this.options.data);
    const { inputs } = firstExamples(train, training.examples ?? train.inputs.count);
    const parts = isForeign(model) ? null : bodyAndHead(model);
    if (!parts) return this.once(model, inputs);
    return this.predict(parts.head, { values: await this.once(parts.body, inputs), count: inputs.count });
  }

  /** Logits of the first validation examples. */
  ofValidation(network: Network, count: number): Promise<Float32Array> {
    const { validation } = dataFor(network, this.options.data);
    return this.predict(network, firstExamples(validation, Math.min(count, validation.inputs.count)).inputs);
  }

  /** What a network says of the training and validation examples, in place of their inputs. */
  async inPlaceOfInputs(body: Network, training: TrainingSpec): Promise<Pick<TaskData, "train" | "validation">> {
    const data = dataFor(body, this.options.data);
    const train = firstExamples(data.train, training.examples ?? data.train.inputs.count);
    const said = async ({ inputs, labels }: Examples): Promise<Examples> => ({ inputs: { values: await this.once(body, inputs), count: inputs.count }, labels });
    return { train: await said(train), validation: await said(data.validation) };
  }

  private async once(model: Network | ForeignModel, inputs: Rows): Promise<Float32Array> {
    const { task, logitCache: cache, work, tell } = this.options;
    if (!cache) return this.predict(model, inputs);
    const width = isForeign(model) ? task.classes : outputWidth(model);
    const key = cache.keyOf(model, inputs);
    const known = work.do(() => cache.read(key, inputs.count * width));
    tell(known ? `The logits of ${inputs.count} examples were known already (${key.slice(0, 12)}).` : `Computing the logits of ${inputs.count} examples.`);
    if (known) return known;
    const logits = await this.predict(model, inputs);
    cache.write(key, logits, width);
    return logits;
  }

  /** In calls of bounded length, between which somebody may interrupt. */
  private async predict(model: Network | ForeignModel, { values, count }: Rows): Promise<Float32Array> {
    const { backend, task, work } = this.options;
    const predictor = openModel(backend, model, task, inputDTypeOf({ values, count }));
    try {
      const [width, parts] = [values.length / count, [] as Float32Array[]];
      for (let row = 0; row < count; row += ROWS_BETWEEN_TURNS) {
        const some = Math.min(ROWS_BETWEEN_TURNS, count - row);
        parts.push(work.do(() => predictor.predict({ values: values.subarray(row * width, (row + some) * width), count: some })));
        await work.turn("while a network predicted");
      }
      return joined(parts);
    } finally {
      predictor.dispose();
    }
  }
}
