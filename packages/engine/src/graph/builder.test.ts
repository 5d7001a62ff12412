import { beforeAll, describe, expect, test } from "@jest/globals";
import { openBackend } from "../backend.ts";
import type { Tensor } from "./builder.ts";
import { GraphBuilder } from "./builder.ts";
import type { Backend } from "./session.ts";

describe("a graph", () => {
  test("gives every node a name of its own, under the scopes it was made in", () => {
    const graph = new GraphBuilder();
    const x = graph.placeholder("x", "float32", [null]);
    const names = graph.within("train/", () => graph.within("dense_1/", () => [graph.operation("Relu", [x]), graph.operation("Relu", [x])]));
    expect(names.map(({ node }) => node.name)).toEqual(["train/dense_1/Relu", "train/dense_1/Relu_1"]);
  });
  test("takes types from the inputs, and keeps one node for equal constants", () => {
    const graph = new GraphBuilder();
    expect(graph.operation("Equal", [graph.constant(1, "int32"), graph.constant(2, "int32")])).toMatchObject({ dtype: "bool", node: { attributes: { T: { type: "int32" } } } });
    expect(graph.constant([1, 2]).node).toBe(graph.constant([1, 2]).node);
    expect(graph.constant(1).node).not.toBe(graph.constant(1, "int32").node);
  });
  test("writes only what its fetches need, and every placeholder", () => {
    const graph = new GraphBuilder();
    const wanted = graph.operation("Relu", [graph.placeholder("used", "float32")]);
    graph.operation("Tanh", [graph.placeholder("unused", "float32")]);
    const text = graph.savedModel([wanted]).toString("latin1");
    expect([text.includes("Relu"), text.includes("unused"), text.includes("Tanh")]).toEqual([true, true, false]);
  });
});

describe.each([["the native library", undefined], ["the interpreter", "tfjs-wasm"]] as const)("a loop on %s", (_, force) => {
  let backend: Backend;
  beforeAll(async () => {
    backend = await openBackend({ threads: 1, ...(force ? { force } : {}) });
  });

  /** total = Σ i·factor for i < limit; the variable counts the iterations and is read after its own update. */
  function countingGraph(): { graph: GraphBuilder; limit: Tensor; factor: Tensor; total: Tensor; seen: Tensor; reset: Tensor } {
    const graph = new GraphBuilder();
    const [limit, factor] = [graph.placeholder("limit", "int32", []), graph.placeholder("factor", "int32", [])];
    const counter = graph.variable("counter", [], "int32");
    const reset = graph.operation("Identity", [graph.constant(0)], {}, { control: [graph.operation("AssignVariableOp", [counter.handle, graph.constant(0, "int32")])] });
    const [total, seen] = graph.loop(limit, [graph.constant(0, "int32"), graph.constant(0, "int32")], (i, [sum, seenSoFar]) => {
      const counted = graph.operation("AssignAddVariableOp", [counter.handle, graph.constant(1, "int32")]);
      const count = graph.read(counter, [counted]);
      return { carried: [graph.operation("AddV2", [sum!, graph.operation("Mul", [i, factor])]), graph.operation("AddV2", [seenSoFar!, count])], updates: [counted.node] };
    }) as [Tensor, Tensor];
    return { graph, limit, factor, total, seen, reset };
  }

  test.each([0, 1, 7])("of %d turns carries its sums, and every turn sees the update of the one before", (turns) => {
    const { graph, limit, factor, total, seen, reset } = countingGraph();
    const session = backend.open(graph, [total, seen, reset]);
    session.run([], [reset]);
    const feeds = [{ tensor: limit, values: Int32Array.of(turns), shape: [] }, { tensor: factor, values: Int32Array.of(3), shape: [] }];
    const sums = (): number[] => session.run(feeds, [total, seen]).map(([value]) => value!);
    expect(sums()).toEqual([(3 * (turns * turns - turns)) / 2, (turns * (turns + 1)) / 2]);
    expect(sums()[1]).toBe((turns * (3 * turns + 1)) / 2); // the variable lived on: turns + 1 … 2·turns
    session.dispose();
  });
});
