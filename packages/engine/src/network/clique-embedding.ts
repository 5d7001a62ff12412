/** A quantum annealer's graph of qubits, without the qubits that a real one lacks. */
export interface AnnealerGraph {
  name: string;
  qubits: number;
  /** Variables, all coupled with each other, that fit at the most. */
  largestClique: number;
  /** Qubits that stand for one variable, at the most. @param variables all coupled with each other */
  chainLength(variables: number): number;
}

/**
 * Complete graphs on the graphs of D-Wave's processors: Pegasus P16 (Advantage) and Zephyr Z12 (Advantage2). P_m holds 12 (m − 1) variables in chains of at most m + 1 qubits,
 * Z_m 16 m − 8 in chains of m + 1; few variables take shorter ones. Zephyr's lengths are those of every number of variables, Pegasus' are at most these: both
 * checked against minorminer.busclique (clique-embedding.test.ts). Sources: Boothby, Bunyk, Raymond and Roy 2020, arXiv 2003.00133; the same and King 2021, "Zephyr Topology of D-Wave Quantum Processors".
 */
export const annealerGraphs: readonly AnnealerGraph[] = [
  { name: "Pegasus P16", qubits: 5640, largestClique: 180, chainLength: (n) => (n <= 10 ? Math.ceil(n / 4) : Math.ceil(n / 12) + 2) },
  { name: "Zephyr Z12", qubits: 4800, largestClique: 184, chainLength: (n) => (n <= 8 ? Math.ceil(n / 4) : Math.ceil((n + 8) / 16) + 1) },
];

/** Qubits that stand for so many variables, all coupled with each other, at the most; null: they do not fit. */
export const cliqueQubits = ({ largestClique, chainLength }: AnnealerGraph, variables: number): number | null => (variables > largestClique ? null : variables * chainLength(variables));
