import { expect, test } from "@jest/globals";
import { electricityCost, emissionsGrams, joulesToKwh } from "./units.ts";

test("a kilowatt-hour is 3.6 MJ", () => expect(joulesToKwh(3_600_000)).toBe(1));
test("a kilowatt-hour in France (31 g/kWh) at a PUE of 1.15 emits 35.65 g", () => expect(emissionsGrams(3_600_000 * 1.15, 31)).toBeCloseTo(35.65, 10));
test("250 W for an hour at 0.20 a kWh cost 0.05", () => expect(electricityCost(250 * 3600, 0.2)).toBeCloseTo(0.05, 12));
