import { expect, test } from "@jest/globals";
import type { ComponentFigure, EnergyRecord } from "@joulemark/energy";
import { testRecord } from "../../../../packages/energy/src/test-record.ts";
import { resultEnergyOf } from "./result-energy.ts";

const component = (name: ComponentFigure["name"], meter: string | null, value: number | null): ComponentFigure => ({
  name, meter, attribution: null,
  energy: value === null ? null : { value, unit: "J", interval: { low: value * 0.8, high: value * 1.25, level: 0.95 }, method: "COUNTER", boundary: "COMPONENT", source: `${meter} of a test` },
});
const record = (change: Partial<EnergyRecord>): EnergyRecord => ({ ...testRecord(), ...change });
const values = (...records: EnergyRecord[]) => resultEnergyOf(records)!.components.map(({ name, meter, energy }) => [name, meter, energy?.value ?? null]);

test("components are means of one run, each by its meter; accelerators stay apart by their place", () => {
  const run = (cpu: number, first: number, second: number): EnergyRecord => record({ components: [component("cpu", "rapl", cpu), component("gpu", "nvidia-smi", first), component("gpu", "nvidia-smi", second)] });
  expect(values(run(10, 100, 1), run(20, 300, 3))).toEqual([["cpu", "rapl", 15], ["gpu", "nvidia-smi", 200], ["gpu", "nvidia-smi", 2]]);
});

test("a component that one run measured by another meter, or not at all, has no mean and is not measured as a whole", () => {
  const [counted, modelled] = [record({ components: [component("cpu", "rapl", 10), component("dram", "rapl", 1)] }), record({ components: [component("cpu", "load-curve", 30), component("dram", null, null)] })];
  expect(values(counted, modelled)).toEqual([["cpu", null, null], ["dram", null, null]]);
});

test("a meter that one run had beside the common one, from a checkpoint of another machine, leaves no mean that would be too low", () => {
  const [one, resumed] = [record({ components: [component("cpu", "rapl", 10)] }), record({ components: [component("cpu", "rapl", 4), component("cpu", "load-curve", 6)] })];
  expect(values(one, resumed)).toEqual([["cpu", null, null]]);
});

test("coverage that is not known of one run is not known of the result, and no record gives none", () => {
  expect(resultEnergyOf([record({ coverage: 0.99 }), record({ coverage: null })])!.coverage).toBeNull();
  expect(resultEnergyOf([])).toBeNull();
});
