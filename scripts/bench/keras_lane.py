"""One lane of the benchmark, where Python has Keras: `python keras_lane.py FOLDER` prints `result {...}`."""
import json
import pathlib
import resource
import sys
import time

import keras
import numpy as np

folder = pathlib.Path(sys.argv[1])
case = json.loads((folder / "case.json").read_text())
inputs = np.fromfile(folder / "inputs.u8", np.uint8).reshape(case["rows"], -1).astype(np.float32) / case["scale"]
labels = np.fromfile(folder / "labels.i32", np.int32)
units = case["widths"][1:]
model = keras.Sequential(
    [keras.Input((case["widths"][0],))]
    + [keras.layers.Dense(width, activation="relu" if k + 1 < len(units) else None) for k, width in enumerate(units)]
)
model.set_weights([np.fromfile(folder / weight["file"], np.float32).reshape(weight["shape"]) for weight in case["weights"]])
model.compile(optimizer=keras.optimizers.Adam(0.001), loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True))

options = {"batch_size": case["batchSize"], "shuffle": False, "verbose": 0}
model.fit(inputs, labels, epochs=1, **options)
before = time.process_time()
history = model.fit(inputs, labels, epochs=case["epochs"], **options).history
print("result", json.dumps({
    "version": f"Keras {keras.__version__}, {keras.backend.backend()}",
    "cpuSeconds": time.process_time() - before,
    "longestCallMs": None,
    "loss": history["loss"][-1],
    "peakMebibytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
}))
