import { expect, test } from "@jest/globals";
import fc from "fast-check";
import type { ConversionInput } from "./conversion-of.ts";
import { InvalidInput } from "./read-json.ts";
import { parseRecord } from "./parse-record.ts";
import { recompute } from "./recompute.ts";
import { digestsHold } from "./record-digest.ts";
import { testRecord } from "./test-record.ts";

const now = new Date("2026-04-01T12:00:00Z");

test("a new zone gives new carbon and cost, and keeps the old ones with what made them and when they were replaced", () => {
  const record = testRecord({ zone: "DE" });
  const moved = recompute(record, { zone: "FR" }, now);
  expect(moved.carbon!.value).toBe(31);
  expect(moved.superseded).toMatchObject([{ carbon: { value: 342 }, cost: record.cost, conversion: record.conversion, supersededAt: "2026-04-01T12:00:00.000Z" }]);
  expect(moved.conversion.grid.zone).toBe("FR");
});
test("energy, readings and their digest stay; the digest of the method follows the data that converted them", () => {
  const record = testRecord();
  const moved = recompute(record, { zone: "FR", pue: { value: 1.3 } }, now);
  expect([moved.energy, moved.components, moved.counters, moved.cpuSeconds]).toEqual([record.energy, record.components, record.counters, record.cpuSeconds]);
  expect(moved.digests.readings).toBe(record.digests.readings);
  expect(moved.digests.method).not.toBe(record.digests.method);
  expect(digestsHold(moved)).toEqual({ method: true, readings: true });
});
test("the record that was given is left as it was", () => {
  const record = testRecord();
  const before = structuredClone(record);
  recompute(record, { zone: "FR" }, now);
  expect(record).toEqual(before);
});
test("nothing new is the same record", () => {
  const record = testRecord();
  expect(recompute(record, {}, now)).toBe(record);
  expect(recompute(record, { zone: "DE" }, now)).toBe(record);
});
test("what is set to null is taken out again, and there and back leaves both in the history", () => {
  const record = testRecord({ zone: "DE", pue: { value: 1.5 } });
  const without = recompute(record, { pue: null }, now);
  expect(without).toMatchObject({ facilityEnergy: null, carbon: { value: 342 } });
  const back = recompute(without, { pue: { value: 1.5 } }, now);
  expect(back.carbon).toEqual(record.carbon);
  expect(back.superseded.map(({ carbon }) => carbon!.value)).toEqual([342 * 1.5, 342]);
});
test("a zone that is set later takes the flag of the unset one away, and the other way round", () => {
  const unset = { ...testRecord({ zone: null }), flags: ["zone-not-set", "counter-reset"] };
  expect(recompute(unset, { zone: "DE" }, now).flags).toEqual(["counter-reset"]);
  expect(recompute(testRecord(), { zone: null }, now).flags).toEqual(["zone-not-set"]);
});
test("an energy that was not measured stays so", () => expect(recompute(testRecord({ zone: "DE" }, null), { zone: "FR" }, now)).toMatchObject({ energy: null, carbon: null, cost: null, costs: [] }));
test("a bad value is refused and nothing is replaced", () => expect(() => recompute(testRecord(), { pue: { value: 0.5 } }, now)).toThrow(InvalidInput));
test("a reading that was changed afterwards no longer fits its digest", () => {
  const record = testRecord();
  expect(digestsHold({ ...record, cpuSeconds: record.cpuSeconds + 1 })).toEqual({ method: true, readings: false });
  expect(digestsHold({ ...record, constants: { ...record.constants, raplFactor: 1 } })).toEqual({ method: false, readings: true });
});
test("the digests are those of the record after JSON as well, whatever the order of its keys", () => {
  const record = testRecord();
  const turned = Object.fromEntries(Object.entries(JSON.parse(JSON.stringify(record)) as object).reverse());
  expect(digestsHold(parseRecord(turned))).toEqual({ method: true, readings: true });
});

const changes: fc.Arbitrary<Partial<ConversionInput>> = fc.record(
  {
    zone: fc.constantFrom(null, "DE", "FR", "US-CAL-CISO", "CHL"),
    intensity: fc.option(fc.record({ gramsPerKwh: fc.double({ min: 1, max: 1500, noNaN: true }), year: fc.constant(2024), source: fc.constant("site") })),
    tariff: fc.option(fc.record({ pricePerKwh: fc.double({ min: 0, max: 2, noNaN: true }), currency: fc.constantFrom("EUR", "CNY"), priceDate: fc.constant("2026-01-01") })),
    pue: fc.option(fc.record({ value: fc.double({ min: 1, max: 3, noNaN: true }) })),
    wue: fc.option(fc.record({ litresPerKwh: fc.double({ min: 0, max: 5, noNaN: true }) })),
    embodied: fc.option(fc.record({ totalGrams: fc.double({ min: 0, max: 1e7, noNaN: true }), lifeHours: fc.constant(35_040), share: fc.constantFrom(0.25, 1) })),
    functionalUnit: fc.option(fc.record({ name: fc.constant("trial"), count: fc.integer({ min: 1, max: 1000 }) })),
  },
  { requiredKeys: [] },
);
test("recomputing a second time by the same input changes nothing, readings keep their digest, and the record survives JSON", () => {
  fc.assert(
    fc.property(changes, changes, (first, second) => {
      const record = testRecord();
      const once = recompute(recompute(record, first, now), second, now);
      expect(recompute(once, second, new Date("2027-01-01"))).toBe(once);
      expect(once.digests.readings).toBe(record.digests.readings);
      expect(once.energy).toEqual(record.energy);
      expect(parseRecord(JSON.stringify(once))).toEqual(once);
      for (const figure of [once.carbon, once.cost, once.water, once.embodiedCarbon, once.sci?.figure ?? null]) {
        if (figure === null) continue;
        expect(figure.interval!.low).toBeGreaterThanOrEqual(0);
        expect(figure.interval!.low).toBeLessThanOrEqual(figure.value);
        expect(figure.value).toBeLessThanOrEqual(figure.interval!.high);
      }
    }),
    { numRuns: 60 },
  );
});
