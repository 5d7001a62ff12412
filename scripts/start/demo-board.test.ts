import { describe, expect, test } from "@jest/globals";
import { boardLines, savingLine, short } from "./demo-board.ts";
import type { Board, BoardRow } from "./demo-board.ts";

const figure = (value: number, unit = "J", method: "ESTIMATED" | "COUNTER" = "ESTIMATED") => ({ __typename: "Measurement" as const, value, unit, interval: { __typename: "Interval" as const, low: value / 2, high: value * 2, level: 0.95 }, method, boundary: "PROCESS" as const, source: "test" });

const row = (rank: number, label: string, accuracy: number, training: number, inference: number, parameterCount: number, techniques = ["train"]): BoardRow => ({
  rank,
  paretoOptimal: true,
  result: {
    id: label, url: "", publishedAt: "2026-01-01T00:00:00Z", techniques,
    institution: { slug: "x", name: "X", type: "UNIVERSITY" },
    experiment: { id: label, name: label },
    modelVersion: { id: label, label, model: { slug: "x", name: "x" } },
  },
  seedCount: 3,
  quality: { name: "accuracy", value: accuracy, direction: "MAXIMIZE", interval: { low: accuracy - 0.01, high: accuracy + 0.01, level: 0.95 } },
  trainingEnergy: figure(training),
  inferenceEnergyPerThousand: figure(inference),
  carbon: figure(0.0123, "gCO2e"),
  cost: null,
  parameterCount,
  sizeBytes: 4 * parameterCount,
}) as BoardRow;

const teacher = row(1, "64-512-512-10 seed 1", 0.975, 200, 8, 301_066);
const distilled = row(2, "64-16-10 seed 1", 0.931, 6.5, 0.2, 1210, ["distill"]);
const student = row(3, "64-16-10 seed 1", 0.887, 5, 0.2, 1210);

test("the table shows each figure with its interval, n, and a dash for what was not measured", () => {
  const board = { task: { slug: "digits", name: "Handwritten digits", metric: { name: "accuracy", direction: "MAXIMIZE" } }, boundary: "PROCESS", method: "ESTIMATED", hardwareClass: "cpu/unknown/1", rows: { totalCount: 1, nodes: [distilled], pageInfo: { hasNextPage: false, endCursor: null } } } as unknown as Board;
  const [title, , line] = boardLines(board);
  expect(title).toContain("method ESTIMATED, boundary PROCESS, cpu/unknown/1");
  expect(line).toMatch(/2 +64-16-10 +distill, X +0\.931 \[0\.921, 0\.941\] \(3\) +1,210 +6\.5 \[3\.25, 13\] +0\.2 \[0\.1, 0\.4\] +0\.0123 \[.*\] +-$/);
});

describe("the sentence on what distilling saved", () => {
  type Order = "LOWER" | "HIGHER" | "NOT_DISTINGUISHABLE";
  type Compared = Parameters<typeof savingLine>[1];
  const compared = (quality: Order, inference: Order[], training: Order): Compared => [
    { quantity: "QUALITY", apart: [], best: null, pairs: [{ a: student.result.id, b: distilled.result.id, order: quality }] },
    { quantity: "INFERENCE_ENERGY_PER_THOUSAND", apart: inference.length > 0 ? [] : ["METHOD"], best: null, pairs: inference.map((order) => ({ a: teacher.result.id, b: distilled.result.id, order })) },
    { quantity: "TRAINING_ENERGY", apart: [], best: null, pairs: [{ a: student.result.id, b: distilled.result.id, order: training }] },
  ] as Compared;
  test("names gain, ratios and the teacher's own cost, from the figures", () => {
    expect(savingLine({ teacher, student, distilled }, compared("LOWER", ["HIGHER"], "LOWER")))
      .toMatch(/has 0\.931, against 0\.887 .*\(\+4\.4 points; teacher 0\.975\).*1\/40 of the teacher's energy, with 1\/249 of its parameters.*1\.3 times the energy of hard labels, and .*200 J before/);
  });
  test("says of each difference that is within the intervals that it is", () => {
    const line = savingLine({ teacher, student, distilled }, compared("NOT_DISTINGUISHABLE", ["NOT_DISTINGUISHABLE"], "NOT_DISTINGUISHABLE"));
    expect(line.match(/(points|teacher's energy|hard labels), not distinguishable at 95 %/g)).toHaveLength(3);
  });
  test("says so where distilling lost", () => {
    expect(savingLine({ teacher, student: distilled, distilled: student }, compared("LOWER", [], "LOWER"))).toContain("has 0.887, against 0.931 on the same labels alone (−4.4 points;");
  });
  test("compares no energies that stand apart", () => {
    expect(savingLine({ teacher, student, distilled }, compared("LOWER", [], "LOWER"))).not.toContain("of the teacher's energy");
  });
});
test.each([[1234.5, "1,230"], [0.0123456, "0.0123"], [0, "0"], [0.00001234, "1.2e-5"], [46, "46"]])("%p is written %p", (value, text) => {
  expect(short(value)).toBe(text);
});
