import { describe, expect, test } from "@jest/globals";
import { parseRecord } from "./parse-record.ts";
import { InvalidInput } from "./read-json.ts";
import { recompute } from "./recompute.ts";
import { digestsHold } from "./record-digest.ts";
import { testRecord } from "./test-record.ts";

const problemsOf = (json: unknown): string[] => {
  try {
    parseRecord(json);
  } catch (error) {
    if (error instanceof InvalidInput) return error.problems.map(({ path }) => path);
    throw error;
  }
  return [];
};

describe("a record of this release", () => {
  test("is the same after it was written and read", () => expect(parseRecord(JSON.stringify(testRecord()))).toEqual(testRecord()));
  test("is the same with everything converted and something superseded", () => {
    const full = testRecord({ zone: "DE", pue: { value: 1.2 }, wue: { litresPerKwh: 1.8 }, compute: { pricePerHour: 2, currency: "USD", kind: "spot", priceDate: "2026-01-15" }, hardware: { purchase: 9000, currency: "EUR", lifeHours: 35_040, share: 1, priceDate: "2025-01-01" }, embodied: { totalGrams: 1e6, lifeHours: 35_040, share: 1 }, functionalUnit: { name: "trial", count: 3 } });
    const twice = recompute(full, { zone: "FR" }, new Date("2026-04-01T12:00:00Z"));
    expect(parseRecord(JSON.stringify(twice))).toEqual(twice);
  });
  const record = testRecord();
  test.each<[string, unknown, string[]]>([
    ["a negative energy", { ...record, energy: { ...record.energy, value: -1 } }, ["energy.value"]],
    ["an interval that leaves out its value", { ...record, energy: { ...record.energy, interval: { low: 1, high: 2, level: 0.95 } } }, ["energy"]],
    ["an interval the wrong way round", { ...record, carbon: { ...record.carbon, interval: { low: 400, high: 300, level: 0.95 } } }, ["carbon.interval"]],
    ["a method nobody knows", { ...record, energy: { ...record.energy, method: "GUESSED" } }, ["energy.method"]],
    ["a coverage above 1", { ...record, coverage: 1.2 }, ["coverage"]],
    ["a time without zone", { ...record, startedAt: "2026-03-01T10:00:00" }, ["startedAt"]],
    ["a component nobody knows", { ...record, components: [{ ...record.components[0], name: "fpga" }] }, ["components[0].name"]],
    ["a counter in kWh", { ...record, counters: [{ ...record.counters[0], unit: "kWh" }] }, ["counters[0].unit"]],
    ["a key too many", { ...record, joules: 1 }, ["joules"]],
    ["keys too few", { ...record, host: undefined, wallSeconds: undefined }, ["wallSeconds", "host"]],
    ["a digest that is none", { ...record, digests: { method: "abc", readings: "def" } }, ["digests.method", "digests.readings"]],
    ["another version", { ...record, schemaVersion: 3 }, ["schemaVersion"]],
    ["no record at all", [], ["schemaVersion"]],
    ["no JSON", "{", [""]],
  ])("with %s is refused by its path", (_what, json, paths) => expect(problemsOf(json)).toEqual(paths));
});

describe("a record of the first release", () => {
  const first = () => ({
    schemaVersion: 1, wallSeconds: 12.5, cpuSeconds: 10, coverage: 1, water: null,
    energy: { value: 15.3, unit: "J", interval: { low: 6.95, high: 33.7, level: 0.95 }, method: "ESTIMATED", boundary: "PROCESS", source: "CPU seconds × 1.53 W per thread" },
    carbon: { value: 0.0014535, unit: "gCO2e", interval: { low: 0.00063, high: 0.0033, level: 0.95 }, method: "ESTIMATED", boundary: "PROCESS", source: "342 g CO2e/kWh, average of zone DE (Electricity Maps 2025, ODbL, by @tgwf/co2 0.19.0)" },
    cost: { value: 8.08e-7, unit: "EUR", interval: { low: 2.8e-7, high: 2.3e-6, level: 0.95 }, method: "ESTIMATED", boundary: "PROCESS", source: "0.1902 EUR/kWh, average of the European Union, first half of 2025 (Eurostat, CC BY 4.0)" },
    costs: [{ kind: "ELECTRICITY", amount: { value: 8.08e-7, unit: "EUR", interval: null, method: "ESTIMATED", boundary: "PROCESS", source: "0.1902 EUR/kWh" } }],
    components: [{ name: "cpu", energy: { value: 15.3, unit: "J", interval: null, method: "ESTIMATED", boundary: "PROCESS", source: "CPU seconds × 1.53 W per thread" } }],
    ladder: [{ component: "cpu", method: "rapl", reason: "no powercap" }, { component: "cpu", method: "cpu-time", reason: "the best meter that this release has for this machine" }],
    flags: ["window-shorter-than-100-ticks"],
    constants: { wattsPerThread: 1.53, factor: 2.2, processorFamily: "amd-epyc-zen4", table: "SPECpower", gridIntensityGramsPerKwh: 342, gridFactor: 1.3, zone: "DE", pricePerKwh: 0.1902, currency: "EUR", priceFactor: 2 },
  });
  test("is migrated: its figures stay, its conversion is told from its constants, and flags say what it lacks", () => {
    const record = parseRecord(first());
    expect(record).toMatchObject({
      schemaVersion: 2, energy: first().energy, carbon: first().carbon, cost: first().cost, startedAt: null, endedAt: null, host: null, scope: null, sampler: null, counters: [], superseded: [],
      flags: ["window-shorter-than-100-ticks", "migrated-from-version-1", "lacks-times", "lacks-host", "lacks-scope", "lacks-sampler", "lacks-raw-counters"],
      components: [{ name: "cpu", meter: "cpu-time", attribution: null }], ladder: [{ method: "rapl", taken: false }, { method: "cpu-time", taken: true }],
      constants: { wattsPerThread: 1.53, factor: 2.2 }, conversion: { grid: { zone: "DE", year: 2025, licence: "ODbL" }, price: { priceDate: "2025-06-30" }, pue: null },
    });
    expect(Object.keys(record.constants)).not.toContain("gridIntensityGramsPerKwh");
    expect(digestsHold(record)).toEqual({ method: true, readings: true });
  });
  test("survives being written in the new form", () => {
    const record = parseRecord(first());
    expect(parseRecord(JSON.stringify(record))).toEqual(record);
  });
  test("can be recomputed", () => {
    expect(recompute(parseRecord(first()), { zone: "FR" }, new Date("2026-04-01T12:00:00Z"))).toMatchObject({ conversion: { grid: { zone: "FR" } }, superseded: [{ carbon: first().carbon }], startedAt: null });
  });
  test("whose table has changed since keeps the figures it used, in the words of its sources", () => {
    const old = first();
    expect(parseRecord({ ...old, constants: { ...old.constants, gridIntensityGramsPerKwh: 350, pricePerKwh: 0.2 } }).conversion).toMatchObject({
      grid: { gramsPerKwh: 350, factor: 1.3, zone: "DE", kind: "average", year: null, source: expect.stringMatching(/^average of zone DE/) as unknown }, price: { pricePerKwh: 0.2, priceDate: "2025-12-31", factor: 2, source: expect.stringMatching(/^average of the European Union/) as unknown },
    });
  });
  test("without the constants of its conversion is refused by their paths", () => {
    const { gridFactor: _gridFactor, ...constants } = first().constants;
    expect(problemsOf({ ...first(), constants })).toEqual(["constants.gridFactor"]);
  });
  test("without a zone is read as of the world", () => {
    const old = first();
    const carbon = { ...old.carbon, source: "472.94 g CO2e/kWh, world average, zone not set (Ember, newest year of each country, 2022 to 2024, CC BY-SA 4.0, by @tgwf/co2 0.19.0)" };
    const cost = { ...old.cost, unit: "USD", source: "0.147 USD/kWh, world average, zone not set, fourth quarter of 2024 (GlobalPetrolPrices, average for businesses, one published figure cited)" };
    const constants = { ...old.constants, zone: null, gridIntensityGramsPerKwh: 472.94, gridFactor: 3, pricePerKwh: 0.147, currency: "USD", priceFactor: 3 };
    expect(parseRecord({ ...old, carbon, cost, constants })).toMatchObject({ carbon, conversion: { grid: { zone: null, year: 2024, factor: 3 }, price: { priceDate: "2024-12-31" } } });
  });
});
