"""Makes quantize-static.json: scales and zero points that ONNX Runtime's own tool gives a small network on shared numbers.

python3 -m venv venv && venv/bin/pip install onnxruntime==1.32.0 onnx==1.23.2 && venv/bin/python record-quantize-static.py quantize-static.json
"""
import json
import os
import sys
import tempfile

import numpy
import onnx
from onnx import TensorProto, helper, numpy_helper
from onnxruntime import __version__
from onnxruntime.quantization import CalibrationDataReader, CalibrationMethod, QuantFormat, QuantType, quantize_static

random = numpy.random.default_rng(1)
ROWS = 64


def short(values):
    """The fewest digits that name a float32."""
    return [float(numpy.format_float_scientific(value, unique=True)) for value in values.reshape(-1)]


def numbers(*shape):
    return random.normal(size=shape).astype(numpy.float32)


weights = {"W1": numbers(6, 5), "B1": numbers(5), "W2": numbers(5, 4), "B2": numbers(4)}
inputs = numbers(ROWS, 6) - numpy.float32(0.3)
nodes = [
    helper.make_node("Gemm", ["x", "W1", "B1"], ["g"]),
    helper.make_node("Relu", ["g"], ["h"]),
    helper.make_node("Gemm", ["h", "W2", "B2"], ["y"]),
]
graph = helper.make_graph(
    nodes,
    "small",
    [helper.make_tensor_value_info("x", TensorProto.FLOAT, [None, 6])],
    [helper.make_tensor_value_info("y", TensorProto.FLOAT, [None, 4])],
    [numpy_helper.from_array(values, name) for name, values in weights.items()],
)
model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)


class Reader(CalibrationDataReader):
    def __init__(self):
        self.left = [inputs]

    def get_next(self):
        return {"x": self.left.pop()} if self.left else None


def quantized(activation_type, per_channel, reduce_range):
    with tempfile.TemporaryDirectory() as folder:
        before, after = os.path.join(folder, "a.onnx"), os.path.join(folder, "b.onnx")
        onnx.save(model, before)
        quantize_static(
            before,
            after,
            Reader(),
            quant_format=QuantFormat.QDQ,
            per_channel=per_channel,
            reduce_range=reduce_range,
            activation_type=activation_type,
            weight_type=QuantType.QInt8,
            calibrate_method=CalibrationMethod.MinMax,
        )
        made = {one.name: numpy_helper.to_array(one) for one in onnx.load(after).graph.initializer}

    def of(name):
        scale, zero = made[f"{name}_scale"], made[f"{name}_zero_point"]
        return {"scales": short(scale), "zeroPoints": zero.reshape(-1).tolist()}

    return {"x": of("x"), "h": of("h"), "W1": {**of("W1"), "integers": made["W1_quantized"].reshape(-1).tolist()}, "W2": {**of("W2"), "integers": made["W2_quantized"].reshape(-1).tolist()}}


unsigned, signed = QuantType.QUInt8, QuantType.QInt8
cases = []
for activation_type in ("uint8", "int8"):
    for per_channel in (False, True):
        for reduce_range in (False, True):
            kind = unsigned if activation_type == "uint8" else signed
            made = quantized(kind, per_channel, reduce_range)
            cases.append({"activationType": activation_type, "perChannel": per_channel, "reduceRange": reduce_range, **made})
flat = {name: short(values) for name, values in weights.items()}
recorded = {"onnxruntime": __version__, "rows": ROWS, "inputs": short(inputs), "weights": flat, "cases": cases}
with open(sys.argv[1], "w") as file:
    json.dump(recorded, file)
    file.write("\n")
