import { expect, test } from "@jest/globals";
import type { Qubo } from "./qubo.ts";
import { quboEnergy } from "./qubo.ts";
import { quboCoo } from "./qubo-coo.ts";

const three: Qubo = { size: 3, offset: 2, linear: Float64Array.of(-1, 0, 1e-7), quadratic: Float64Array.of(0, 1, 0, 1, 0, -4.5, 0, -4.5, 0) };
const two: Qubo = { size: 2, offset: 0.25, linear: Float64Array.of(0.5, -0.125), quadratic: Float64Array.of(0, 3, 3, 0) };
const text = quboCoo([three, two], ["two problems"]);

test("lines are those of dimod's format: numbers without exponents, variables numbered through, zeros left out", () => {
  expect(text.trim().split("\n")).toEqual([
    "# vartype=BINARY", "# two problems", "# offset 2.25",
    "0 0 -1.000000000000", "0 1 1.000000000000", "1 2 -4.500000000000", "2 2 0.000000100000", "3 3 0.500000000000", "3 4 3.000000000000", "4 4 -0.125000000000",
  ]);
});
test("dimod reads from it the energies that we count, but for the offset", () => {
  // Recorded: dimod 0.12.23, [coo.loads(text).energy(dict(enumerate(chosen))) for chosen in …]
  const recorded: [number[], number][] = [[[0, 0, 0, 0, 0], 0.0], [[1, 0, 0, 0, 0], -1.0], [[1, 1, 1, 0, 0], -4.4999999], [[0, 1, 1, 1, 1], -1.1249998999999997], [[0, 0, 1, 0, 1], -0.1249999]];
  for (const [chosen, energy] of recorded) expect(quboEnergy(three, chosen.slice(0, 3)) + quboEnergy(two, chosen.slice(3)) - 2.25).toBeCloseTo(energy, 9);
});
