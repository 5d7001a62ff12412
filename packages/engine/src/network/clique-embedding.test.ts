import { readFileSync } from "node:fs";
import { describe, expect, test } from "@jest/globals";
import { annealerGraphs, cliqueQubits } from "./clique-embedding.ts";

/** What minorminer finds, recorded by record-clique-embeddings.py; the first of each list is of two variables. */
type Recorded = Record<string, { qubits: number; largestClique: number; longestChains: number[]; qubitsUsed: number[] }>;
const recorded = JSON.parse(readFileSync(new URL("./clique-embeddings.json", import.meta.url), "utf8")) as Recorded;

describe.each(annealerGraphs.map((graph) => [graph.name, graph] as const))("%s", (name, graph) => {
  const { qubits, largestClique, longestChains, qubitsUsed } = recorded[name]!;
  test("has the qubits and the largest complete graph that are recorded", () => {
    expect([graph.qubits, graph.largestClique]).toEqual([qubits, largestClique]);
    expect(cliqueQubits(graph, largestClique + 1)).toBeNull();
  });
  test("takes at least the longest chain that is recorded for any number of variables, and hardly more", () => {
    longestChains.forEach((longest, k) => {
      const told = graph.chainLength(k + 2);
      expect([k + 2, told >= longest && told <= longest + 1]).toEqual([k + 2, true]);
      if (name === "Zephyr Z12") expect([k + 2, cliqueQubits(graph, k + 2)]).toEqual([k + 2, qubitsUsed[k]]);
      else expect([k + 2, cliqueQubits(graph, k + 2)! / qubitsUsed[k]! <= 1.5]).toEqual([k + 2, true]);
    });
  });
});
