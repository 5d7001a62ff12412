import type { TrainedSteps } from "../../graph/program.ts";
import { TrainingProgram } from "../../graph/program.ts";
import type { Backend } from "../../graph/session.ts";
import { ITEMS, sumKey } from "../../graph/training-graph.ts";
import type { TrainingState } from "../../graph/state-variables.ts";
import { weightSpecs } from "../../network/network.ts";
import type { PackedPart } from "../compression.ts";
import { Compression } from "../compression.ts";
import type { Done, Opening, Request } from "./messages.ts";

/** A native call hears nothing: an answer is made of calls of about this length, so that a process whose parent is gone ends soon. */
const CALL_MS = 50;
const nextTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** What one process of a pool computes. */
export class GradientWorker {
  private readonly opening: Opening;
  private readonly program: TrainingProgram;
  private readonly compression: Compression;
  /** Keys that gradients move, in the order of the vector that is sent; and those that move without. */
  private readonly trainable: string[];
  private readonly moving: string[];
  private readonly emptySums: TrainingState;
  private stepMs = CALL_MS;
  private weights: TrainingState = {};

  constructor(backend: Pick<Backend, "open">, opening: Opening) {
    this.opening = opening;
    this.program = new TrainingProgram(backend, opening.network, opening.options);
    this.program.setData(opening.data);
    this.compression = new Compression(opening.compression, opening.residual);
    const specs = [...weightSpecs(opening.network)];
    this.trainable = specs.flatMap(([key, { trainable }]) => (trainable ? [key] : []));
    this.moving = specs.flatMap(([key, { trainable }]) => (trainable ? [] : [key]));
    const start = this.program.state();
    this.emptySums = opening.options.accumulates ? Object.fromEntries([ITEMS, ...this.trainable.map(sumKey)].map((name) => [name, { ...start[name]!, values: start[name]!.values.map(() => 0) }])) : {};
  }

  /** Of the gradients that are asked for next. */
  take(weights: TrainingState): void {
    this.weights = weights;
  }

  /** @param send told of each part of a sum of gradients, before the answer ends */
  async answer(request: Exclude<Request, { kind: "open" | "weights" }>, send: (part: PackedPart) => void): Promise<Done> {
    if (request.kind === "residual") return { kind: "done", ...noSteps, items: 0, state: {}, residual: this.compression.residual };
    const { rows, batchSize } = request;
    if (request.kind === "train") {
      this.program.restore(request.state);
      const done = await this.steps(rows, batchSize, (some) => this.program.train(some, batchSize));
      return { kind: "done", ...done, items: rows.length, state: this.program.state(), residual: null };
    }
    this.program.write({ ...this.weights, ...this.emptySums });
    const done = await this.steps(rows, batchSize, (some) => this.program.accumulate(some, batchSize, { update: false }));
    for (const part of this.compression.pack(this.sum(), rows.length, this.opening.bucketBytes)) send(part);
    return { kind: "done", ...done, items: rows.length, state: this.program.read(this.moving), residual: null };
  }

  private async steps(rows: Int32Array, batchSize: number, run: (rows: Int32Array) => TrainedSteps): Promise<TrainedSteps> {
    const all: TrainedSteps = { ...noSteps };
    for (let row = 0; row < rows.length; ) {
      const some = rows.subarray(row, row + batchSize * Math.max(1, Math.floor(CALL_MS / this.stepMs)));
      const before = performance.now();
      const done = run(some);
      this.stepMs = Math.max((performance.now() - before) / done.steps, 0.001);
      all.firstBroken ??= done.firstBroken === null ? null : all.steps + done.firstBroken;
      all.steps += done.steps;
      all.lossSum += done.lossSum;
      all.correct += done.correct;
      row += some.length;
      if (row < rows.length) await nextTurn();
    }
    return all;
  }

  /** The sums of all gradients, one after another. */
  private sum(): Float32Array {
    const sums = Object.values(this.program.read(this.trainable.map(sumKey)));
    const vector = new Float32Array(sums.reduce((length, { values }) => length + values.length, 0));
    let at = 0;
    for (const { values } of sums) {
      vector.set(values, at);
      at += values.length;
    }
    return vector;
  }

  dispose(): void {
    this.program.dispose();
  }
}

const noSteps: TrainedSteps = { steps: 0, lossSum: 0, correct: 0, firstBroken: null };
