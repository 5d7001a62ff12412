"""Makes torch-model.onnx and torch-model.json: a small convolutional network of PyTorch's, as torch.onnx.export writes it, with what PyTorch itself predicts.

python3 record-torch-model.py, with torch 1.13 or later and numpy; recorded with Debian's python3-torch 1.13.1.
"""
import json

import numpy
import torch

torch.manual_seed(1)
model = torch.nn.Sequential(
    torch.nn.Conv2d(1, 4, 3, padding=1),
    torch.nn.BatchNorm2d(4),
    torch.nn.ReLU(),
    torch.nn.MaxPool2d(2),
    torch.nn.Conv2d(4, 6, 3, dilation=1, groups=2),
    torch.nn.GELU(),
    torch.nn.Flatten(),
    torch.nn.Dropout(0.5),
    torch.nn.Linear(24, 10),
)
model(torch.rand(64, 1, 8, 8))  # gives the normalization averages of its own
model.eval()
rows = torch.arange(3 * 64).reshape(3, 1, 8, 8) * 7 % 17
inputs = rows.float() / 16
torch.onnx.export(model, inputs, "torch-model.onnx", input_names=["pixels"], output_names=["scores"], dynamic_axes={"pixels": {0: "batch"}, "scores": {0: "batch"}}, opset_version=16)
with torch.no_grad():
    scores = model(inputs).numpy()
recorded = {"torch": torch.__version__, "rows": rows.reshape(-1).tolist(), "scores": [float(numpy.format_float_scientific(value, unique=True)) for value in scores.reshape(-1)]}
with open("torch-model.json", "w") as file:
    json.dump(recorded, file)
    file.write("\n")
