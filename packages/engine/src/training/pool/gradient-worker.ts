import type { TrainedSteps } from "../../graph/program.ts";
import { TrainingProgram } from "../../graph/program.ts";
import type { Backend } from "../../graph/session.ts";
import { sumKey } from "../../graph/training-graph.ts";
import { weightSpecs } from "../../network/network.ts";
import type { PackedPart } from "../compression.ts";
import { Compression, packedBytes } from "../compression.ts";
import type { Opening, Reply, Request } from "./messages.ts";

/** A native call hears nothing: an answer is made of calls of about this length, so that a process whose parent is gone ends soon. */
const CALL_MS = 50;
const nextTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
const noSteps: TrainedSteps = { steps: 0, lossSum: 0, correct: 0, firstBroken: null };
type Answer = Reply & { kind: "done" };

/** What one process of a pool computes. */
export class GradientWorker {
  private readonly opening: Opening;
  private readonly program: TrainingProgram;
  private readonly compression: Compression;
  /** Keys of the sums of what gradients move, in the order of the vector that is sent; and of what moves without. */
  private readonly sums: string[];
  private readonly moving: string[];
  private stepMs = CALL_MS;

  constructor(backend: Pick<Backend, "open">, opening: Opening) {
    this.opening = opening;
    this.program = new TrainingProgram(backend, opening.network, opening.options);
    try {
      this.program.setData(opening.data);
    } catch (error) {
      this.program.dispose();
      throw error;
    }
    this.compression = new Compression(opening.compression, opening.residual);
    const specs = [...weightSpecs(opening.network)];
    this.sums = specs.flatMap(([key, { trainable }]) => (trainable ? [sumKey(key)] : []));
    this.moving = specs.flatMap(([key, { trainable }]) => (trainable ? [] : [key]));
  }

  /** @param send told of parts of a sum of gradients, before the answer has the last ones */
  async answer(request: Exclude<Request, { kind: "open" }>, send: (parts: PackedPart[]) => void): Promise<Answer> {
    if (request.kind === "residual") return { kind: "done", parts: [], done: { ...noSteps, items: 0, state: {}, residual: this.compression.residual } };
    const { state, rows, batchSize } = request;
    if (request.kind === "train") {
      this.program.restore(state);
      const done = await this.steps(rows, batchSize, (some) => this.program.train(some, batchSize));
      return { kind: "done", parts: [], done: { ...done, items: rows.length, state: this.program.state(), residual: null } };
    }
    this.program.write(state, { sumsBeginAnew: true });
    const done = await this.steps(rows, batchSize, (some) => this.program.accumulate(some, batchSize, { update: false }));
    const read = this.program.read([...this.sums, ...this.moving]);
    const vectors = this.sums.map((key) => read[key]!.values as Float32Array);
    const { bucketBytes } = this.opening;
    const messages = together(this.compression.pack(vectors, rows.length, bucketBytes), bucketBytes);
    messages.slice(0, -1).forEach(send);
    return { kind: "done", parts: messages.at(-1) ?? [], done: { ...done, items: rows.length, state: Object.fromEntries(this.moving.map((key) => [key, read[key]!])), residual: null } };
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

  dispose(): void {
    this.program.dispose();
  }
}

/** Parts by the messages that they are sent in, as many in each as its size allows. */
function together(parts: PackedPart[], mostBytes: number): PackedPart[][] {
  const messages: PackedPart[][] = [];
  let bytes = Infinity;
  for (const part of parts) {
    if (bytes + packedBytes(part) > mostBytes) {
      messages.push([]);
      bytes = 0;
    }
    messages.at(-1)!.push(part);
    bytes += packedBytes(part);
  }
  return messages;
}
