"""A Python lane of the engine's benchmark: `engine_lane.py fit|fit-100|while-loop FOLDER` prints `result {...}`, as epoch-timer.mjs does.

fit: Keras as users run it; fit-100: with steps_per_execution=100; while-loop: a whole epoch as one hand-written tf.while_loop, the practical limit of Python.
"""
import json
import pathlib
import resource
import sys
import time

import keras
import numpy as np
import tensorflow as tf

lane, folder = sys.argv[1], pathlib.Path(sys.argv[2])
case = json.loads((folder / "case.json").read_text())
rows, batch_size, classes = case["rows"], case["batchSize"], 10
raw = np.fromfile(folder / "inputs.u8", np.uint8).reshape([rows, *case["inputShape"]])
labels = np.fromfile(folder / "labels.i32", np.int32)
orders = np.fromfile(folder / "orders.i32", np.int32).reshape(case["epochs"], rows)
teacher = np.fromfile(folder / "teacher.f32", np.float32).reshape(rows, classes) if "distillation" in case else None
first = {w["key"]: np.fromfile(folder / w["file"], np.float32).reshape(w["shape"]) for w in case["weights"]}
distillation = case.get("distillation")


def loss_of(logits, label, teacher_logits):
    """Loss of each example."""
    hard = tf.nn.sparse_softmax_cross_entropy_with_logits(label, logits)
    if distillation is None:
        return hard
    t = distillation["temperature"]
    target = tf.nn.softmax(teacher_logits / t)
    divergence = tf.nn.softmax_cross_entropy_with_logits(target, logits / t) - tf.nn.softmax_cross_entropy_with_logits(target, teacher_logits / t)
    return distillation["hardLossWeight"] * hard + distillation["softLossWeight"] * t * t * divergence


def keras_model():
    made = [keras.Input(case["inputShape"])]
    for layer in case["layers"]:
        options = {key: value for key, value in layer["config"].items()}
        made.append(getattr(keras.layers, layer["className"])(name=layer["name"], **options))
    model = keras.Sequential(made)
    for layer in model.layers:
        layer.set_weights([first[f"{layer.name}/{w.name}"] for w in layer.weights])
    return model


def fit_lane(steps_per_execution):
    model = keras_model()
    inputs = raw.astype(np.int32 if case["scale"] == 1 else np.float32)
    if case["scale"] != 1:
        inputs /= case["scale"]
    if distillation is None:
        target, loss = labels, keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    else:  # labels and cached logits side by side
        target = np.concatenate([labels[:, None].astype(np.float32), teacher], axis=1)
        loss = lambda y, z: loss_of(z, tf.cast(y[:, 0], tf.int32), y[:, 1:])  # noqa: E731
    model.compile(optimizer=keras.optimizers.Adam(0.001), loss=loss, steps_per_execution=steps_per_execution)

    def epoch(k):
        if case.get("evaluates"):
            logits = model.predict(inputs, batch_size=1024, verbose=0)
            return float(np.mean(tf.nn.sparse_softmax_cross_entropy_with_logits(labels, logits)))
        x, y = ordered[k]
        return model.fit(x, y, batch_size=batch_size, epochs=1, shuffle=False, verbose=0).history["loss"][0]

    # Rows are put into the order of the epoch beforehand: that is no part of Keras' time.
    ordered = None if case.get("evaluates") else [(inputs[order], target[order]) for order in orders]
    return epoch


def forward(x, weight):
    for layer in case["layers"]:
        name, config, kind = layer["name"], layer["config"], layer["className"]
        if kind == "Dense":
            x = tf.linalg.matmul(x, weight[f"{name}/kernel"]) + weight[f"{name}/bias"]
        elif kind == "Conv2D":
            x = tf.nn.bias_add(tf.nn.conv2d(x, weight[f"{name}/kernel"], config["strides"], config["padding"].upper()), weight[f"{name}/bias"])
        elif kind == "Conv1D":
            x = tf.nn.bias_add(tf.nn.conv1d(x, weight[f"{name}/kernel"], config["strides"], config["padding"].upper()), weight[f"{name}/bias"])
        elif kind == "MaxPooling2D":
            x = tf.nn.max_pool2d(x, config["pool_size"], config["strides"], config["padding"].upper())
        elif kind == "GlobalMaxPooling1D":
            x = tf.reduce_max(x, 1)
        elif kind == "Flatten":
            x = tf.reshape(x, [tf.shape(x)[0], x.shape[1] * x.shape[2] * x.shape[3]])
        elif kind == "Embedding":
            x = tf.gather(weight[f"{name}/embeddings"], x)
        else:
            raise ValueError(kind)
        if config.get("activation") == "relu":
            x = tf.nn.relu(x)
    return x


def while_loop_lane():
    weight = {key: tf.Variable(value) for key, value in first.items()}
    slots = {key: (tf.Variable(tf.zeros_like(w)), tf.Variable(tf.zeros_like(w))) for key, w in weight.items()}
    powers = [tf.Variable(0.9), tf.Variable(0.999)]
    held = [tf.constant(raw), tf.constant(labels), tf.constant(teacher if teacher is not None else np.zeros([1, classes], np.float32))]

    def scaled(x):
        return tf.cast(x, tf.int32) if case["scale"] == 1 else tf.cast(x, tf.float32) / case["scale"]

    def step(at, order):
        some = order[at:at + batch_size]
        x, label = scaled(tf.gather(held[0], some)), tf.gather(held[1], some)
        with tf.GradientTape() as tape:
            losses = loss_of(forward(x, weight), label, tf.gather(held[2], some) if distillation else None)
            loss = tf.reduce_mean(losses)
        gradients = tape.gradient(loss, weight)
        for key, gradient in gradients.items():
            if isinstance(gradient, tf.IndexedSlices):
                gradient = tf.convert_to_tensor(gradient)
            m, v = slots[key]
            tf.raw_ops.ResourceApplyAdam(var=weight[key].handle, m=m.handle, v=v.handle, beta1_power=powers[0], beta2_power=powers[1], lr=0.001, beta1=0.9, beta2=0.999, epsilon=1e-7, grad=gradient)
        powers[0].assign(powers[0] * 0.9)
        powers[1].assign(powers[1] * 0.999)
        return tf.reduce_sum(losses)

    @tf.function(autograph=False)
    def train(order):
        _, total = tf.while_loop(lambda at, _: at < rows, lambda at, total: (at + batch_size, total + step(at, order)), (0, 0.0), parallel_iterations=1)
        return total / rows

    @tf.function(autograph=False)
    def evaluate():
        def body(at, total):
            losses = loss_of(forward(scaled(held[0][at:at + 1024]), weight), held[1][at:at + 1024], None)
            return at + 1024, total + tf.reduce_sum(losses)
        return tf.while_loop(lambda at, _: at < rows, body, (0, 0.0), parallel_iterations=1)[1] / rows

    return lambda k: float(evaluate() if case.get("evaluates") else train(tf.constant(orders[k])))


run = while_loop_lane() if lane == "while-loop" else fit_lane(100 if lane == "fit-100" else 1)
measured = {"version": f"Keras {keras.__version__}, TensorFlow {tf.__version__}", "cpuSeconds": [], "wallSeconds": [], "losses": []}
for k in range(case["epochs"]):
    cpu, wall = time.process_time(), time.perf_counter()
    measured["losses"].append(run(k))
    measured["cpuSeconds"].append(time.process_time() - cpu)
    measured["wallSeconds"].append(time.perf_counter() - wall)
status = pathlib.Path("/proc/self/status")
own = next((int(line.split()[1]) / 1024 for line in status.read_text().splitlines() if line.startswith("RssAnon:")), None) if status.exists() else None
print("result", json.dumps({**measured, "peakMebibytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, "ownMebibytes": own}))
