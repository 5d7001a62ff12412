/**
 * The raw-op lane of the engine's benchmark: `node raw-step-lane.mjs FOLDER`. One training step of a dense network as about 21 TensorFlow operations,
 * called one by one from JavaScript through tfjs-node's addon: resource variables, fused Adam, no graph. Dense networks only.
 */
import { createRequire } from "node:module";
import { meanCrossEntropy } from "../../packages/engine/src/evaluation/accuracy.ts";
import { readCase } from "./engine-cases.mjs";
import { timeEpochs } from "./epoch-timer.mjs";

const tf = createRequire(import.meta.url)("@tensorflow/tfjs-node");
const { binding } = tf.backend();
const { network, rows, batchSize, epochs, inputs, labels, orders, teacherLogits, distillation, evaluates, scale } = readCase(process.argv[2]);
const [width, classes] = [network.inputShape[0], 10];

const float = { name: "T", type: binding.TF_ATTR_TYPE, value: binding.TF_FLOAT };
const dtype = { ...float, name: "dtype" };
const flag = (name, value) => ({ name, type: binding.TF_ATTR_BOOL, value });
const text = (name, value) => ({ name, type: binding.TF_ATTR_STRING, value });
const call = (name, attributes, ids, outputs) => binding.executeOp(name, attributes, ids, outputs).map(({ id }) => id);
const tensor = (values, shape) => binding.createTensor(shape, binding.TF_FLOAT, values);
const scalar = (value) => tensor(Float32Array.of(value), []);
const nhwc = [float, text("data_format", "NHWC")];
const matMul = (a, b) => [float, flag("transpose_a", a), flag("transpose_b", b)];
const adam = [float, flag("use_locking", false), flag("use_nesterov", false)];

function variable(name, values, shape) {
  const [handle] = call("VarHandleOp", [dtype, { name: "shape", type: binding.TF_ATTR_SHAPE, value: shape }, text("shared_name", name), text("container", "")], [], 1);
  const value = tensor(values, shape);
  const [own] = call("DeepCopy", [float], [value], 1); // else the array itself would be updated
  call("AssignVariableOp", [dtype], [handle, own], 0);
  for (const id of [value, own]) binding.deleteTensor(id);
  return handle;
}
const trained = (name) => {
  const { shape, values } = network.weights[name];
  return { value: variable(name, values, shape), m: variable(`${name}/m`, new Float32Array(values.length), shape), v: variable(`${name}/v`, new Float32Array(values.length), shape) };
};
const layers = network.layers.map(({ name }) => ({ kernel: trained(`${name}/kernel`), bias: trained(`${name}/bias`) }));
const [rate, beta1, beta2, epsilon] = [0.001, 0.9, 0.999, 1e-7].map(scalar);

/** Forward pass; `keep` is told every tensor to be released. */
function forward(x, keep) {
  const [kernels, activations] = [[], [x]];
  layers.forEach(({ kernel, bias }, k) => {
    const [w] = keep(call("ReadVariableOp", [dtype], [kernel.value], 1));
    const [b] = keep(call("ReadVariableOp", [dtype], [bias.value], 1));
    kernels.push(w);
    const [product] = keep(call("MatMul", matMul(false, false), [activations[k], w], 1));
    const [z] = keep(call("BiasAdd", nhwc, [product, b], 1));
    activations.push(k < layers.length - 1 ? keep(call("Relu", [float], [z], 1))[0] : z);
  });
  return { kernels, activations };
}

/** A loss by cross-entropy of scaled logits with a target: sum, and the gradient of the weighted mean. */
function crossEntropy(logits, target, weight, count, keep) {
  const [losses, gradient] = keep(call("SoftmaxCrossEntropyWithLogits", [float], [logits, target], 2));
  const factor = scalar(weight / count);
  keep([factor]);
  return { sum: binding.tensorDataSync(losses).reduce((a, b) => a + b, 0) * weight, gradient: keep(call("Mul", [float], [gradient, factor], 1))[0] };
}

function lossOf(logits, batch, count, keep) {
  const hard = crossEntropy(logits, batch.labels, distillation?.hardLossWeight ?? 1, count, keep);
  if (!distillation) return hard;
  const { temperature, softLossWeight } = distillation;
  const inverse = scalar(1 / temperature);
  keep([inverse]);
  const [cooled] = keep(call("Mul", [float], [logits, inverse], 1));
  // The gradient of T² · KL(teacher ‖ student at T) by the logits is T times that by the logits over T; the teacher's entropy is a constant.
  const soft = crossEntropy(cooled, batch.teacher, softLossWeight * temperature ** 2, count, keep);
  const [softGradient] = keep(call("Mul", [float], [soft.gradient, inverse], 1));
  return { sum: hard.sum + soft.sum - softLossWeight * temperature ** 2 * batch.entropy, gradient: keep(call("AddV2", [float], [hard.gradient, softGradient], 1))[0] };
}

function step(batch, count, t) {
  const ids = [];
  const keep = (made) => (ids.push(...made), made);
  const { kernels, activations } = forward(batch.inputs, keep);
  const loss = lossOf(activations.at(-1), batch, count, keep);
  const [power1, power2] = keep([scalar(0.9 ** t), scalar(0.999 ** t)]);
  let { gradient } = loss;
  for (let k = layers.length - 1; k >= 0; k--) {
    const { kernel, bias } = layers[k];
    const [ofKernel] = keep(call("MatMul", matMul(true, false), [activations[k], gradient], 1));
    const [ofBias] = keep(call("BiasAddGrad", nhwc, [gradient], 1));
    if (k > 0) {
      const [ofInput] = keep(call("MatMul", matMul(false, true), [gradient, kernels[k]], 1));
      [gradient] = keep(call("ReluGrad", [float], [ofInput, activations[k]], 1));
    }
    for (const [{ value, m, v }, by] of [[kernel, ofKernel], [bias, ofBias]]) call("ResourceApplyAdam", adam, [value, m, v, power1, power2, rate, beta1, beta2, epsilon, by], 0);
  }
  for (const id of ids) binding.deleteTensor(id);
  return loss.sum;
}

/** Soft targets of all rows at the temperature, and their entropies. */
const softened = teacherLogits && softTargets(teacherLogits, distillation.temperature);
function softTargets(logits, temperature) {
  const [targets, entropies] = [new Float32Array(logits.length), new Float64Array(rows)];
  for (let row = 0; row < rows; row++) {
    const of = Array.from(logits.subarray(row * classes, (row + 1) * classes), (value) => Math.exp(value / temperature));
    const sum = of.reduce((a, b) => a + b);
    of.forEach((value, c) => {
      targets[row * classes + c] = value / sum;
      entropies[row] -= (value / sum) * Math.log(value / sum);
    });
  }
  return { targets, entropies };
}

/** New arrays for each batch: the addon may share one with a tensor instead of copying it. */
function batchOf(order) {
  const [x, y] = [new Float32Array(order.length * width), new Float32Array(order.length * classes)];
  const teacher = softened && new Float32Array(order.length * classes);
  let entropy = 0;
  order.forEach((row, k) => {
    for (let i = 0; i < width; i++) x[k * width + i] = inputs.values[row * width + i] / scale;
    y[k * classes + labels[row]] = 1;
    if (!softened) return;
    teacher.set(softened.targets.subarray(row * classes, (row + 1) * classes), k * classes);
    entropy += softened.entropies[row];
  });
  return { inputs: tensor(x, [order.length, width]), labels: tensor(y, [order.length, classes]), teacher: teacher && tensor(teacher, [order.length, classes]), entropy };
}

const release = ({ inputs: x, labels: y, teacher }) => [x, y, teacher].forEach((id) => id !== undefined && binding.deleteTensor(id));
let t = 0;

function train(epoch) {
  const order = orders.subarray(epoch * rows, (epoch + 1) * rows);
  let sum = 0;
  for (let row = 0; row < rows; row += batchSize) {
    const some = order.subarray(row, row + batchSize);
    const batch = batchOf(some);
    sum += step(batch, some.length, ++t);
    release(batch);
  }
  return sum / rows;
}

function evaluate() {
  const logits = new Float32Array(rows * classes);
  for (let row = 0; row < rows; row += 1024) {
    const ids = [];
    const some = Int32Array.from({ length: Math.min(1024, rows - row) }, (_, k) => row + k);
    const batch = batchOf(some);
    const { activations } = forward(batch.inputs, (made) => (ids.push(...made), made));
    logits.set(binding.tensorDataSync(activations.at(-1)), row * classes);
    for (const id of ids) binding.deleteTensor(id);
    release(batch);
  }
  return meanCrossEntropy(logits, labels);
}

await timeEpochs(`raw operations, tfjs-node ${tf.version["tfjs-node"]}`, epochs, evaluates ? evaluate : train);
