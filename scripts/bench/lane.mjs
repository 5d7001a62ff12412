/** One lane of the benchmark: `node lane.mjs compiled|interpreted|fit FOLDER` prints `result {…}`. */
import { createRequire } from "node:module";
import { TrainingProgram, openBackend } from "../../packages/engine/src/index.ts";
import { readCase } from "./cases.mjs";

const [lane, folder] = process.argv.slice(2);
const { network, rows, batchSize, epochs, inputs, labels } = readCase(folder);
const learningRate = 0.001;
/** As the product does: no native call much longer than 50 ms. */
const STEPS_PER_CALL = { compiled: 40, interpreted: 4 };

const cpuSeconds = () => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
};

async function ours() {
  const backend = await openBackend({ threads: 1, ...(lane === "interpreted" ? { force: "tfjs-wasm" } : {}) });
  const program = new TrainingProgram(backend, network, { optimizer: { type: "adam", learningRate }, loss: { type: "cross-entropy" } });
  program.setData({ inputs, labels });
  const order = Int32Array.from({ length: rows }, (_, i) => i);
  const rowsPerCall = STEPS_PER_CALL[lane] * batchSize;
  let longestCallMs = 0;
  const epoch = () => {
    let lossSum = 0;
    for (let row = 0; row < rows; row += rowsPerCall) {
      const before = performance.now();
      lossSum += program.train(order.subarray(row, row + rowsPerCall), batchSize).lossSum;
      longestCallMs = Math.max(longestCallMs, performance.now() - before);
    }
    return lossSum / rows;
  };
  epoch();
  const before = cpuSeconds();
  longestCallMs = 0;
  let loss = 0;
  for (let k = 0; k < epochs; k++) loss = epoch();
  return { version: backend.version, cpuSeconds: cpuSeconds() - before, longestCallMs, loss };
}

async function theirs() {
  const tf = createRequire(import.meta.url)("@tensorflow/tfjs-node");
  const x = tf.tensor2d(Float32Array.from(inputs.values, (value) => value / network.inputScale), [rows, network.inputShape[0]]);
  const y = tf.oneHot(tf.tensor1d(labels, "int32"), 10);
  const model = tf.sequential();
  for (const { name, config } of network.layers) {
    const [kernel, bias] = ["kernel", "bias"].map((part) => network.weights[`${name}/${part}`]);
    model.add(tf.layers.dense({ units: config.units, activation: config.activation, inputShape: [kernel.shape[0]] }));
    model.layers.at(-1).setWeights([kernel, bias].map(({ shape, values }) => tf.tensor(values, shape)));
  }
  model.compile({ optimizer: tf.train.adam(learningRate, 0.9, 0.999, 1e-7), loss: (truth, logits) => tf.losses.softmaxCrossEntropy(truth, logits) });
  await model.fit(x, y, { epochs: 1, batchSize, shuffle: false, verbose: 0 });
  const before = cpuSeconds();
  const { history } = await model.fit(x, y, { epochs, batchSize, shuffle: false, verbose: 0 });
  return { version: `tfjs-node ${tf.version["tfjs-node"]}`, cpuSeconds: cpuSeconds() - before, longestCallMs: null, loss: history.loss.at(-1) };
}

const result = await (lane === "fit" ? theirs() : ours());
console.log(`result ${JSON.stringify({ ...result, peakMebibytes: process.resourceUsage().maxRSS / 1024 })}`);
