import type { ChannelGroup } from "./channel-flow.ts";
import { annealerGraphs, cliqueQubits } from "./clique-embedding.ts";
import { bruteForceLimit } from "./qubo-solvers.ts";
import type { SolvedSelection } from "./solved-selection.ts";

/** What the problem would take on a quantum annealer, and took here. */
export interface SelectionFigures {
  /** Logical qubits: channels. */
  logical: number;
  /** All groups together. */
  annealMs: number;
  /** Of each graph of qubits; null: a group does not fit. */
  physical: { name: string; qubits: number | null }[];
}

export function selectionFigures(all: SolvedSelection[]): SelectionFigures {
  const physical = annealerGraphs.map((graph) => {
    const each = all.map(({ qubo }) => cliqueQubits(graph, qubo.size));
    return { name: graph.name, qubits: each.includes(null) ? null : each.reduce<number>((sum, qubits) => sum + qubits!, 0) };
  });
  return { logical: all.reduce((sum, { qubo }) => sum + qubo.size, 0), annealMs: all.reduce((sum, one) => sum + one.annealMs, 0), physical };
}

/** Sentences that go into the log and, line by line, into the file. */
export function selectionSentences(groups: ChannelGroup[], all: SolvedSelection[], { logical, annealMs, physical }: SelectionFigures): string[] {
  const checked = all.filter(({ isLeast }) => isLeast !== null);
  const mean = (of: (one: SolvedSelection) => number): string => (all.reduce((sum, one) => sum + of(one), 0) / all.length).toFixed(4);
  const embedded = physical.map(({ name, qubits }) => (qubits === null ? `more than ${name} has` : `${qubits} (${(qubits / logical).toFixed(1)} a variable) on ${name}`));
  return [
    `${logical} channels in ${groups.length} groups (${groups.map(({ makers }, k) => `${makers.join("+")} ${all[k]!.qubo.size}`).join(", ")}): ${logical} logical qubits. Every two of a group are coupled, so with the chains of a complete graph at most ${embedded.join(", ")}; a projection from the graphs, nothing ran there.`,
    `Simulated annealing on this processor took ${annealMs.toPrecision(3)} ms; mean loss ${mean(({ loss }) => loss)}, by sensitivity alone ${mean(({ greedyLoss }) => greedyLoss)}.`,
    ...(checked.length > 0 ? [`Of ${checked.length} groups of at most ${bruteForceLimit} channels every choice was tried: ${checked.filter(({ isLeast }) => isLeast).length} are the best that there are.`] : []),
    "No quantum advantage is claimed.",
  ];
}
