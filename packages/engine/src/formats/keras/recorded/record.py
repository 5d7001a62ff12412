"""Makes the small Keras models of this folder anew, with random weights, and records what Keras says of a few examples.

    python3 -m venv V && V/bin/pip install keras==3.15.1 tensorflow-cpu==2.21.0
    V/bin/python packages/engine/src/formats/keras/recorded/record.py [NAME…]   # those alone, the others as they are
"""
import json
import os
import pathlib
import sys

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
os.environ["CUDA_VISIBLE_DEVICES"] = "-1"
import keras
import numpy as np
from keras import layers

OUT = pathlib.Path(__file__).parent
ACTIVATIONS = ["relu", "tanh", "sigmoid", "relu6", "leaky_relu", "elu", "selu", "gelu", "silu", "softplus", "linear"]


def dense():
    return keras.Sequential([layers.Input((64,)), layers.Rescaling(1 / 16), layers.Dense(6, activation="relu"), layers.Dropout(0.3), layers.Dense(10, activation="softmax")])


def every_activation():
    inputs = layers.Input((6,))
    return keras.Model(inputs, layers.Dense(4)(layers.Concatenate()([layers.Dense(3, activation=name)(inputs) for name in ACTIVATIONS])))


def convolutions():
    return keras.Sequential([
        layers.Input((8, 8, 2)), layers.Rescaling(1 / 16), layers.Conv2D(4, 3, padding="same", use_bias=False), layers.BatchNormalization(), layers.ReLU(), layers.MaxPooling2D(),
        layers.DepthwiseConv2D(3, padding="same"), layers.BatchNormalization(epsilon=1e-4), layers.Activation("relu6"), layers.Conv2D(3, (2, 1), strides=2), layers.AveragePooling2D((1, 2)), layers.Flatten(), layers.Dense(3), layers.Softmax(),
    ])


def residual():
    x = inputs = layers.Input((6, 6, 2), name="image")
    x = layers.Conv2D(4, 3, padding="same", name="stem")(x)
    y = layers.BatchNormalization(name="norm")(x)
    y = layers.Activation("silu", name="act")(y)
    y = layers.Conv2D(4, 3, padding="same", name="inner")(y)
    x = layers.Add(name="sum")([x, y])
    x = layers.Concatenate(name="beside")([layers.GlobalAveragePooling2D(name="mean")(x), layers.GlobalMaxPooling2D(name="most")(x)])
    return keras.Model(inputs, layers.Dense(3, activation="softmax", name="classes")(x))


def text():
    return keras.Sequential([layers.Input((9,)), layers.Embedding(17, 4), layers.Conv1D(5, 3, activation="relu"), layers.MaxPooling1D(), layers.Conv1D(3, 2, padding="same", dilation_rate=2), layers.GlobalAveragePooling1D(), layers.Dense(4)])


def norms():
    return keras.Sequential([layers.Input((12,)), layers.Reshape((4, 3)), layers.LayerNormalization(epsilon=1e-5), layers.AveragePooling1D(2), layers.GlobalMaxPooling1D(), layers.Dense(5, activation="gelu"), layers.UnitNormalization(), layers.Dense(2)])


def settings():
    x = inputs = layers.Input((9, 7, 3))
    x = layers.Conv2D(4, 3, strides=2, padding="same", use_bias=False, activation="gelu")(x)
    x = layers.BatchNormalization(momentum=0.9, epsilon=1e-2)(x)
    y = layers.DepthwiseConv2D(3, padding="same", dilation_rate=2, depth_multiplier=2)(x)
    y = layers.ReLU(max_value=6)(y)
    z = layers.Conv2D(3, (1, 3), padding="same", dilation_rate=(1, 2), activation="leaky_relu")(x)
    x = layers.Concatenate()([layers.MaxPooling2D(3, strides=2, padding="same")(y), layers.AveragePooling2D(2, padding="same")(z)])
    x = layers.LayerNormalization(epsilon=1e-2)(x)
    return keras.Model(inputs, layers.Softmax()(layers.Dense(3)(layers.Flatten()(x))))


def record(build):
    keras.utils.clear_session()
    random = np.random.default_rng(7)
    model = build()
    if build is dense:  # with the state of an optimizer in the file
        model.compile("adam", "sparse_categorical_crossentropy")
        model.fit(random.normal(size=(4, 64)), np.arange(4), verbose=0)
    for weight in model.weights:
        if "seed" in weight.path:
            continue
        values = random.normal(0, 0.3 if weight.ndim > 2 else 0.6, weight.shape)
        weight.assign(1 + np.abs(values) if weight.path.endswith("variance") else values)
    shape = (4, *model.input_shape[1:])
    inputs = random.integers(0, 17, shape) if build in (dense, convolutions, text) else random.normal(size=shape).round(3)
    outputs = model(inputs.astype("float32"), training=False).numpy()
    name = build.__name__.replace("_", "-")
    model.save(OUT / f"{name}.keras", zipped=True)
    if build is not every_activation:
        model.save(OUT / f"{name}.h5")
    return {"name": name, "softmax": bool(np.allclose(outputs.sum(1), 1)), "inputShape": list(shape[1:]), "parameters": model.count_params(), "inputs": inputs.reshape(4, -1).tolist(), "outputs": [[float(f"{value:.8g}") for value in row] for row in outputs.tolist()]}


def main():
    builds = (dense, every_activation, convolutions, residual, text, norms, settings)
    wanted = sys.argv[1:]
    known = {row["name"]: row for row in json.loads((OUT / "recorded.json").read_text())["models"]} if wanted else {}
    rows = [record(build) if not wanted or build.__name__ in wanted else known[build.__name__.replace("_", "-")] for build in builds]
    lines = ",\n".join("    " + json.dumps(row) for row in rows)
    how = f"record.py; keras {keras.__version__}, tensorflow {__import__('tensorflow').__version__}, CPU, float32; training=False; 4 examples"
    (OUT / "recorded.json").write_text('{\n  "how": ' + json.dumps(how) + ',\n  "models": [\n' + lines + "\n  ]\n}\n")


main()
