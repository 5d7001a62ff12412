"""Makes clique-embeddings.json: minorminer's complete graphs on the graphs of D-Wave's processors.

python3 -m venv venv && venv/bin/pip install dwave-networkx==0.8.19 minorminer==0.2.22 && venv/bin/python record-clique-embeddings.py > clique-embeddings.json
"""
import json

import dwave_networkx
from minorminer.busclique import busgraph_cache

graphs = {"Pegasus P16": dwave_networkx.pegasus_graph(16), "Zephyr Z12": dwave_networkx.zephyr_graph(12)}
recorded = {}
for name, graph in graphs.items():
    cache = busgraph_cache(graph)
    largest = len(cache.largest_clique())
    chains = [[len(chain) for chain in cache.find_clique_embedding(n).values()] for n in range(2, largest + 1)]
    recorded[name] = {
        "qubits": graph.number_of_nodes(),
        "largestClique": largest,
        "longestChains": [max(lengths) for lengths in chains],
        "qubitsUsed": [sum(lengths) for lengths in chains],
    }
print(json.dumps(recorded))
