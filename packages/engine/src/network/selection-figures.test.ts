import { expect, test } from "@jest/globals";
import { randomOf } from "../random.ts";
import { selectionFigures, selectionSentences } from "./selection-figures.ts";
import { solvedSelection } from "./solved-selection.ts";

const settings = { redundancyWeight: 1, reads: 4, sweeps: 100 };
/** Pairs of channels that do the same, less and less sensitive. */
function pairs(size: number) {
  const similarity = Float64Array.from({ length: size ** 2 }, (_, at) => (Math.floor(Math.floor(at / size) / 2) === Math.floor((at % size) / 2) ? 1 : 0));
  return { sensitivity: Float64Array.from({ length: size }, (_, i) => 1 - i / (2 * size)), similarity };
}
const solve = (size: number, count: number) => solvedSelection(pairs(size), count, settings, randomOf("solved", size));

test("of more than sixteen channels not every choice is tried, and nothing is said of it", () => {
  const all = [solve(18, 9)];
  expect(all[0]!.isLeast).toBeNull();
  const sentences = selectionSentences([{ makers: ["a"], channels: [] }], all, selectionFigures(all)).join(" ");
  expect(sentences).not.toContain("every choice");
  expect(sentences).toMatch(/No quantum advantage is claimed\.$/);
});
test("qubits are counted for all groups together; where one does not fit, that is said", () => {
  const small = [solve(4, 2), solve(12, 6)];
  expect(selectionFigures(small)).toMatchObject({ logical: 16, physical: [{ qubits: 4 + 12 * 3 }, { qubits: 4 + 12 * 3 }] });
  const large = [{ ...solve(4, 2), qubo: { ...solve(4, 2).qubo, size: 182 } }];
  const figures = selectionFigures(large);
  expect(figures.physical.map(({ qubits }) => qubits)).toEqual([null, 182 * 13]);
  expect(selectionSentences([{ makers: ["a"], channels: [] }], large, figures)[0]).toContain("more than Pegasus P16 has");
});
