"""
python execute.py NOTEBOOK TARGET: runs a notebook from the top and writes it with its outputs.
Where a cell fails, nothing is written: it ends with 1 and with what a reader of the notebook would see.
"""
import sys

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError

source, target = sys.argv[1:]
notebook = nbformat.read(source, as_version=4)
metadata = dict(notebook.metadata)
# Times and the version of Python would differ at each execution.
client = NotebookClient(notebook, timeout=600, kernel_name="python3", record_timing=False, coalesce_streams=True)
try:
    client.execute()
except CellExecutionError:
    errors = [output for cell in notebook.cells for output in cell.get("outputs", []) if output.output_type == "error"]
    sys.exit("\n".join(line for error in errors for line in error.traceback))
notebook.metadata = nbformat.from_dict(metadata)
nbformat.validate(notebook)
nbformat.write(notebook, target)
