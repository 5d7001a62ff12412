import { beforeAll, describe, expect, test } from "@jest/globals";
import { openBackend } from "./backend.ts";
import { GraphBuilder } from "./graph/builder.ts";
import type { Tensor } from "./graph/builder.ts";
import type { Backend } from "./graph/session.ts";

let native: Backend;
beforeAll(async () => {
  native = await openBackend({ threads: 1 });
});

test("the backend says what it is, with versions", async () => {
  expect(native).toMatchObject({ name: "tfjs-node", threads: 1, version: expect.stringMatching(/^tfjs-node \d+\.\d+\.\d+, libtensorflow \d+\.\d+/) as unknown });
  expect(await openBackend({ threads: 1, force: "tfjs-wasm" })).toMatchObject({ name: "tfjs-wasm", threads: 1, version: expect.stringMatching(/^tfjs-backend-wasm \d+/) as unknown });
});

test.each([0, -1, 1.5, NaN])("%d threads are refused", async (threads) => {
  await expect(openBackend({ threads })).rejects.toMatchObject({ code: "INVALID_INPUT", path: ["threads"] });
});
test("another number of threads than the library was loaded with is refused: it would not hold", async () => {
  await expect(openBackend({ threads: 2 })).rejects.toMatchObject({ code: "INVALID_INPUT", message: expect.stringContaining("1 thread") as unknown });
});

describe("what TensorFlow refuses", () => {
  const product = (leftColumns: number, name: string): { graph: GraphBuilder; left: Tensor; y: Tensor } => {
    const graph = new GraphBuilder();
    const left = graph.placeholder("left", "float32", [null, leftColumns]);
    const y = graph.within(`train/${name}/`, () => graph.operation("MatMul", [left, graph.constant([[1, 2], [3, 4], [5, 6]])], { transpose_a: false, transpose_b: false }));
    return { graph, left, y };
  };
  test("when the graph is opened or run names our layer", () => {
    expect(() => {
      const { graph, left, y } = product(4, "dense_3");
      native.open(graph, [y]).run([{ tensor: left, values: new Float32Array(8), shape: [2, 4] }], [y]);
    }).toThrow(expect.objectContaining({ code: "NATIVE", message: expect.stringContaining("train/dense_3/MatMul") as unknown }));
  });
  test("leaves no tensor behind, and the session sound", () => {
    const { graph, left, y } = product(3, "dense_3");
    const session = native.open(graph, [y]);
    const before = native.tensorCount();
    expect(() => session.run([], [y])).toThrow(/left/); // not fed
    expect(native.tensorCount()).toBe(before);
    expect(session.run([{ tensor: left, values: Float32Array.of(1, 1, 1), shape: [1, 3] }], [y])).toEqual([Float32Array.of(9, 12)]);
    session.dispose();
  });
});
