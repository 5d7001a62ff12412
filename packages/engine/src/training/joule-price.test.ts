import { expect, test } from "@jest/globals";
import { randomOf } from "../random.ts";
import type { JoulePriceSpec } from "./joule-price.ts";
import { JoulePrice, normalQuantile } from "./joule-price.ts";

const spec: JoulePriceSpec = { monitor: "val_accuracy", price: 1e-3, confidence: 0.9, minEpochs: 4 };
const EPOCHS = 200;

/** The epoch, from 1, after which it stops; Infinity: it does not. */
function stopped(curve: (joules: number) => number, joulesOf: (epoch: number) => number, change: Partial<JoulePriceSpec> = {}): number {
  const pricing = new JoulePrice({ ...spec, ...change });
  for (let epoch = 1; epoch <= EPOCHS; epoch++) if (pricing.observe(joulesOf(epoch), curve(joulesOf(epoch)))) return epoch;
  return Infinity;
}
/** The first epoch after which the next one brings less than its joules cost. */
function optimum(curve: (joules: number) => number, joulesOf: (epoch: number) => number, price = spec.price): number {
  for (let epoch = 1; epoch <= EPOCHS; epoch++) if (curve(joulesOf(epoch + 1)) - curve(joulesOf(epoch)) < price * (joulesOf(epoch + 1) - joulesOf(epoch))) return epoch;
  return Infinity;
}
const gauss = (random: () => number): number => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());

const curves: [string, (joules: number) => number][] = [
  ["an exponential", (joules) => 0.95 - 0.7 * Math.exp(-joules / 40)],
  ["a slow exponential", (joules) => 0.9 - 0.5 * Math.exp(-joules / 150)],
  ["a power", (joules) => 0.97 - 1.2 * joules ** -0.8],
  ["a slow power", (joules) => 1 - 1.5 * joules ** -0.5],
];
test.each(curves)("on %s it stops within an epoch of where the price is no longer paid", (_, curve) => {
  for (const joulesOf of [(epoch: number) => 5 * epoch, (epoch: number) => 20 + 5 * epoch]) // the second pays for a start first
    for (const price of [3e-4, 1e-3, 3e-3]) {
      const best = Math.max(spec.minEpochs, optimum(curve, joulesOf, price));
      expect(Math.abs(stopped(curve, joulesOf, { price }) - best)).toBeLessThanOrEqual(1);
    }
});

test("a loss that falls is a gain", () => {
  const [loss, joulesOf] = [(joules: number) => 0.2 + 2 * Math.exp(-joules / 40), (epoch: number) => 5 * epoch];
  const best = optimum((joules) => -loss(joules), joulesOf, 5e-3);
  expect(Math.abs(stopped(loss, joulesOf, { monitor: "val_loss", price: 5e-3 }) - best)).toBeLessThanOrEqual(1);
});

test("with noise it is seldom early, and less so where it must be sure", () => {
  const [, curve] = curves[0]!;
  const joulesOf = (epoch: number): number => 5 * epoch;
  const best = optimum(curve, joulesOf);
  const stops = (confidence: number): number[] => Array.from({ length: 40 }, (_, seed) => {
    const random = randomOf("noise", seed);
    return stopped((joules) => curve(joules) + 0.004 * gauss(random), joulesOf, { confidence });
  });
  const early = (all: number[]): number => all.filter((epoch) => epoch < best - 3).length / all.length;
  const [unsure, sure] = [stops(0.55), stops(0.99)];
  expect(early(sure)).toBeLessThan(0.1);
  expect(early(sure)).toBeLessThanOrEqual(early(unsure));
  const middle = sure.toSorted((a, b) => a - b)[20]!;
  expect(middle).toBeLessThan(EPOCHS / 2); // and it does stop
});

test("what gets no better is left at the first chance, and what still pays is not left", () => {
  expect(stopped(() => 0.5, (epoch) => 5 * epoch)).toBe(spec.minEpochs);
  expect(stopped((joules) => 0.9 - joules / 1000, (epoch) => 5 * epoch, { minEpochs: 7 })).toBe(7);
  expect(stopped((joules) => joules / 100, (epoch) => 5 * epoch)).toBe(Infinity);
});

test("from its state it goes on as if nothing had happened", () => {
  const [, curve] = curves[0]!;
  const whole = stopped(curve, (epoch) => 5 * epoch);
  let pricing = new JoulePrice(spec);
  let epoch = 0;
  do {
    epoch++;
    pricing = new JoulePrice(spec, structuredClone(pricing.state));
  } while (!pricing.observe(5 * epoch, curve(5 * epoch)));
  expect([epoch, pricing.state.stopped]).toEqual([whole, true]);
});

test("an epoch whose loss is no number neither stops it nor stays in its state, which a checkpoint must be able to hold", () => {
  const pricing = new JoulePrice({ ...spec, monitor: "val_loss" });
  for (let epoch = 1; epoch <= 8; epoch++) expect(pricing.observe(5 * epoch, epoch % 3 === 0 ? NaN : 2 - epoch / 5)).toBe(false);
  expect(pricing.state).toEqual(JSON.parse(JSON.stringify(pricing.state)));
  expect(pricing.state.points).toHaveLength(6);
});

test("quantiles are those of the tables", () => {
  for (const [confidence, z] of [[0.9, 1.2816], [0.95, 1.6449], [0.99, 2.3263]] as const) expect(normalQuantile(confidence)).toBeCloseTo(z, 3);
});
