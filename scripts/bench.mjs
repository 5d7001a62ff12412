/**
 * CPU seconds of training the same network on the same rows: our compiled loop, on the native library and node by node on WebAssembly,
 * beside TensorFlow.js' own `fit`. Each lane is a process of its own; lanes take turns, so that a machine whose speed drifts drifts for all.
 *
 *   npm run bench [-- --rounds 5 --epochs 40]
 */
import { spawnSync } from "node:child_process";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";

const lanes = ["compiled", "interpreted", "fit"];
const { values } = parseArgs({ options: { lane: { type: "string" }, rounds: { type: "string", default: "5" }, epochs: { type: "string", default: "40" }, hidden: { type: "string", default: "64" } } });
const epochs = Number(values.epochs);
const hidden = Number(values.hidden);
const batchSize = 32;

const cpuSeconds = () => (process.cpuUsage().user + process.cpuUsage().system) / 1e6;

/** CPU seconds of `epochs` epochs after one that warms up, and the loss they end with. */
async function runCompiled(force) {
  const { TrainingProgram, denseLayer, freshNetwork, openBackend } = await import("@joulemark/engine");
  const { digits } = await import("../packages/engine/src/tasks/digits.ts");
  const { permutation, randomOf } = await import("../packages/engine/src/random.ts");
  const backend = await openBackend({ threads: 1, ...(force ? { force } : {}) });
  const { inputs, labels } = digits.load().train;
  const network = freshNetwork({ inputShape: [64], inputScale: 16, layers: [denseLayer("hidden", hidden, "relu"), denseLayer("logits", 10, "linear", ["hidden"])] }, 1);
  const program = new TrainingProgram(backend, network, { optimizer: { type: "adam", learningRate: 0.001 }, loss: { type: "cross-entropy" } });
  program.setData({ inputs, labels });
  program.train(permutation(randomOf("warm"), inputs.count), batchSize);
  const before = cpuSeconds();
  let last = 0;
  for (let epoch = 0; epoch < epochs; epoch++) last = program.train(permutation(randomOf(epoch), inputs.count), batchSize).lossSum / inputs.count;
  return { seconds: cpuSeconds() - before, loss: last };
}

async function runFit() {
  process.env.TF_NUM_INTRAOP_THREADS = "1";
  process.env.TF_NUM_INTEROP_THREADS = "1";
  process.env.TF_ENABLE_ONEDNN_OPTS = "0";
  const tf = createRequire(import.meta.url)("@tensorflow/tfjs-node");
  const { digits } = await import("../packages/engine/src/tasks/digits.ts");
  const { inputs, labels } = digits.load().train;
  const x = tf.tensor2d(Float32Array.from(inputs.values, (value) => value / 16), [inputs.count, 64]);
  const y = tf.oneHot(tf.tensor1d(labels, "int32"), 10);
  const model = tf.sequential({ layers: [tf.layers.dense({ units: hidden, activation: "relu", inputShape: [64] }), tf.layers.dense({ units: 10 })] });
  model.compile({ optimizer: tf.train.adam(0.001, 0.9, 0.999, 1e-7), loss: (truth, logits) => tf.losses.softmaxCrossEntropy(truth, logits) });
  await model.fit(x, y, { epochs: 1, batchSize, verbose: 0 });
  const before = cpuSeconds();
  const { history } = await model.fit(x, y, { epochs, batchSize, verbose: 0 });
  return { seconds: cpuSeconds() - before, loss: history.loss.at(-1) };
}

const median = (numbers) => numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)];

if (values.lane) {
  const result = values.lane === "fit" ? await runFit() : await runCompiled(values.lane === "interpreted" ? "tfjs-wasm" : undefined);
  console.log(`result ${JSON.stringify(result)}`);
} else {
  const results = Object.fromEntries(lanes.map((lane) => [lane, []]));
  for (let round = 0; round < Number(values.rounds); round++) {
    for (const lane of lanes) {
      const { stdout, stderr, status } = spawnSync(process.execPath, [fileURLToPath(import.meta.url), "--lane", lane, "--epochs", values.epochs, "--hidden", values.hidden], { encoding: "utf8", env: { ...process.env, TF_CPP_MIN_LOG_LEVEL: "2" } });
      const line = stdout.match(/^result (.*)$/m);
      if (status !== 0 || !line) throw new Error(`Lane ${lane} failed:\n${stderr}`);
      results[lane].push(JSON.parse(line[1]));
    }
  }
  const base = median(results.compiled.map(({ seconds }) => seconds));
  console.log(`Digits, 64-${hidden}-10, Adam, batch ${batchSize}, one thread; CPU ms an epoch of 38 steps, ${values.rounds} rounds of ${epochs} epochs, lanes in turn`);
  console.log("| lane | min | median | max | median ÷ compiled | last loss |\n|---|---|---|---|---|---|");
  for (const lane of lanes) {
    const ms = results[lane].map(({ seconds }) => (seconds / epochs) * 1000);
    console.log(`| ${lane} | ${Math.min(...ms).toFixed(2)} | ${median(ms).toFixed(2)} | ${Math.max(...ms).toFixed(2)} | ${((median(ms) * epochs) / 1000 / base).toFixed(1)} | ${median(results[lane].map(({ loss }) => loss)).toFixed(4)} |`);
  }
}
