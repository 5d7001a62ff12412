"""Makes calibration.json: ranges that ONNX Runtime's own calibration takes from shared values, by percentile and by entropy.

python3 -m venv venv && venv/bin/pip install onnxruntime==1.32.0 onnx==1.23.2 && venv/bin/python record-calibration.py calibration.json
"""
import json
import sys

import numpy
from onnxruntime import __version__
from onnxruntime.quantization.calibrate import HistogramCollector

COUNT = 5000


def uniform(seed):
    """0 … 1, the same in every language: 32 bits, exact in a double."""
    while True:
        seed = (1664525 * seed + 1013904223) % 2**32
        yield seed / 2**32


def tailed(random):
    x = 2 * next(random) - 1
    cube = x * x * x
    return x + 8 * (cube * cube * cube)


def bell(random):
    return next(random) + next(random) + next(random) + next(random) - 2


kinds = {
    "tailed": tailed,
    "rectified": lambda random: max(0.0, tailed(random) - 0.25),
    "bell": bell,
    "rectified bell": lambda random: max(0.0, bell(random)),
    "bell with outliers": lambda random: bell(random) * (20 if next(random) < 0.001 else 1),
}


def values_of(name):
    random = uniform(1)
    return numpy.array([kinds[name](random) for _ in range(COUNT)], dtype=numpy.float32)


def short(value):
    return float(numpy.format_float_scientific(numpy.float32(value), unique=True))


def range_of(values, method, bins, percentile):
    collector = HistogramCollector(method=method, symmetric=False, num_bins=bins, num_quantized_bins=128, percentile=percentile, scenario="same")
    collector.collect({"x": [values]})
    data = collector.compute_collection_result()["x"]
    low, high = data.range_value if hasattr(data, "range_value") else (data[0], data[1])
    return {"low": short(low), "high": short(high)}


cases = []
for name in kinds:
    values = values_of(name)
    common = {"values": name, "least": short(values.min()), "most": short(values.max())}
    for percentile in (99.999, 99.99, 99.9, 99.0, 90.0):
        cases.append({**common, "method": "percentile", "bins": 2048, "percentile": percentile, **range_of(values, "percentile", 2048, percentile)})
    # 128 bins are what the tool takes where nothing else is said.
    for bins in (128, 2048):
        cases.append({**common, "method": "entropy", "bins": bins, **range_of(values, "entropy", bins, None)})
with open(sys.argv[1], "w") as file:
    json.dump({"onnxruntime": __version__, "count": COUNT, "cases": cases}, file)
    file.write("\n")
