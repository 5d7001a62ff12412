import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { StalenessGate } from "./staleness-gate.ts";

/** Workers begin and arrive in any order; gives who made each update. */
function played(most: number | null, workers: number, moves: number[]): { updates: number[][]; gate: StalenessGate<number>; begun: number } {
  const gate = new StalenessGate<number>(most);
  const computing: number[] = [];
  const updates: number[][] = [];
  let begun = 0;
  const begin = (): void => {
    for (let worker = 0; worker < workers; worker++) {
      if (gate.isBusy(worker)) continue;
      gate.begin(worker);
      computing.push(worker);
      begun++;
    }
  };
  const arrive = (at: number): void => {
    const [worker] = computing.splice(at, 1);
    gate.arrive(worker!, worker!);
    for (let due = gate.take(); due.length > 0; due = gate.take()) updates.push(due);
  };
  begin();
  for (const move of moves) {
    arrive(move % computing.length);
    begin();
  }
  while (computing.length > 0) arrive(0);
  return { updates, gate, begun };
}
const games = fc.tuple(fc.integer({ min: 1, max: 6 }), fc.array(fc.nat(1000), { maxLength: 60 }));

test("whatever the order of arrival, no gradient is staler than the bound, and each is let through once", () => {
  fc.assert(fc.property(games, fc.integer({ min: 0, max: 5 }), ([workers, moves], most) => {
    const { updates, gate, begun } = played(most, workers, moves);
    expect(gate.counts.length).toBeLessThanOrEqual(most + 1);
    expect(gate.counts.reduce((a, b) => a + b, 0)).toBe(begun);
    expect(updates.flat()).toHaveLength(begun);
  }));
});

test("bound 0 is bulk-synchronous: every update is one gradient of every worker, in their order", () => {
  fc.assert(fc.property(games, ([workers, moves]) => {
    const { updates } = played(0, workers, moves);
    for (const update of updates) expect(update).toEqual(Array.from({ length: workers }, (_, worker) => worker));
  }));
});

test("without a bound nobody waits: every gradient is an update as it comes", () => {
  fc.assert(fc.property(games, ([workers, moves]) => {
    const { updates, gate } = played(null, workers, moves);
    expect(updates.every(({ length }) => length === 1)).toBe(true);
    // By hand: worker 0 arrives again and again while the last one computes.
    if (workers > 1 && moves.length > 0 && moves.every((move) => move % workers === 0)) expect(gate.counts.length).toBeGreaterThan(1);
  }));
  const gate = new StalenessGate<string>(null);
  gate.begin(0);
  for (let k = 0; k < 3; k++) {
    gate.begin(1);
    gate.arrive(1, "quick");
    expect(gate.take()).toEqual(["quick"]);
  }
  gate.arrive(0, "slow");
  expect([gate.take(), gate.counts]).toEqual([["slow"], [3, 0, 0, 1]]);
});
