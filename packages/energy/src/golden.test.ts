import { expect, test } from "@jest/globals";
import type { ConversionInput } from "./conversion-of.ts";
import { conversionOf } from "./conversion-of.ts";
import { convert } from "./convert.ts";
import type { ConvertedFigures } from "./energy-record.ts";
import type { Measurement } from "./measurement.ts";
import { JOULES_PER_KWH } from "./units.ts";

/** Worked by hand, or the vectors of other tools' tests; where theirs rest on older data, their intensity is given and the arithmetic is compared. */
interface Golden {
  what: string;
  kWh: number;
  hours?: number;
  input: ConversionInput;
  of: (figures: ConvertedFigures) => number | undefined;
  is: number;
  /** Largest difference; a millionth of the value where left out. */
  within?: number;
}

const at = (gramsPerKwh: number): Pick<ConversionInput, "intensity"> => ({ intensity: { gramsPerKwh, year: 2023, source: "test" } });
const carbon = ({ carbon: figure }: ConvertedFigures): number | undefined => figure?.value;
const cost = ({ cost: figure }: ConvertedFigures): number | undefined => figure?.value;
const embodied = ({ embodiedCarbon }: ConvertedFigures): number | undefined => embodiedCarbon?.value;
const costOfKind = (kind: string) => ({ costs }: ConvertedFigures): number | undefined => costs.find((of) => of.kind === kind)?.amount.value;
const server = { totalGrams: 1_000_000, lifeHours: 4 * 365 * 24, share: 1 };
const tariff = (pricePerKwh: number, currency = "USD") => ({ pricePerKwh, currency, priceDate: "2025-01-01" });

const goldens: Golden[] = [
  // worked by hand
  { what: "1 kWh in France (31 g, Electricity Maps 2025) at PUE 1.15 emits 35.65 g", kWh: 1, input: { zone: "FR", pue: { value: 1.15 } }, of: carbon, is: 35.65 },
  { what: "250 W for an hour in DE are 0.25 kWh: 85.5 g", kWh: 0.25, input: { zone: "DE" }, of: carbon, is: 85.5 },
  { what: "an hour of a server of 1,000 kg and 4 years carries 28.54 g", kWh: 0, hours: 1, input: { zone: null, embodied: server }, of: embodied, is: 28.5388, within: 1e-4 },
  { what: "SCI of E 0.25 kWh, I 400, M 28.54 and R 10 is 12.854 g", kWh: 0.25, hours: 1, input: { zone: null, ...at(400), embodied: { totalGrams: 28.54, lifeHours: 1, share: 1 }, functionalUnit: { name: "trial", count: 10 } }, of: ({ sci }) => sci?.figure.value, is: 12.854 },
  { what: "water of 1 kWh at WUE 1.8 is 1.8 L at a PUE of 1.2 as well (CodeCarbon 3.3: 2.16 L)", kWh: 1, input: { zone: null, pue: { value: 1.2 }, wue: { litresPerKwh: 1.8 } }, of: ({ water }) => water?.value, is: 1.8 },
  { what: "facility energy of 1 kWh at PUE 1.2 is 4.32 MJ", kWh: 1, input: { zone: null, pue: { value: 1.2 } }, of: ({ facilityEnergy }) => facilityEnergy?.value, is: 4.32e6 },
  { what: "1,000 lb of CO2e per MWh are 453.59237 g/kWh", kWh: 2, input: { zone: "US", ...at(1000 * 0.45359237) }, of: carbon, is: 907.18474 },
  // codecarbon, tests/test_emissions.py, kg to two or three places
  { what: "codecarbon: FRA 1 kWh → 0.05604 kg", kWh: 1, input: { zone: "FR", ...at(56.04) }, of: carbon, is: 56.04 },
  { what: "codecarbon: NOR 1 kWh → 0.0264 kg", kWh: 1, input: { zone: "NO", ...at(26.4) }, of: carbon, is: 26.4 },
  { what: "codecarbon: USA 0.3 kWh → 0.115 kg, by our own table", kWh: 0.3, input: { zone: "USA" }, of: carbon, is: 115, within: 5 },
  { what: "codecarbon: FI 2.5 kWh → 0.18 kg, by our own table", kWh: 2.5, input: { zone: "FIN" }, of: carbon, is: 180, within: 5 },
  { what: "codecarbon: SE2 1 kWh → 0.018 kg, by our own table", kWh: 1, input: { zone: "SE-SE2" }, of: carbon, is: 18, within: 5 },
  { what: "codecarbon: CAN 3 kWh → 0.5101 kg", kWh: 3, input: { zone: "CA", ...at(170.03) }, of: carbon, is: 510.1, within: 0.05 },
  { what: "codecarbon: Illinois 0.3 kWh → 0.11 kg", kWh: 0.3, input: { zone: "US", ...at(110 / 0.3) }, of: carbon, is: 110 },
  { what: "codecarbon: us-east-1 0.6 kWh → 0.285 kg", kWh: 0.6, input: { zone: "US", ...at(475) }, of: carbon, is: 285 },
  { what: "codecarbon: unknown country 1 kWh → 0.475 kg; ours is unset, and wide", kWh: 1, input: { zone: null }, of: carbon, is: 475, within: 5 },
  { what: "codecarbon: a forced 50 g/kWh × 2 kWh → 0.1 kg", kWh: 2, input: { zone: null, ...at(50) }, of: carbon, is: 100 },
  // zeus, tests/monitor/test_carbon.py and test_price.py
  { what: "zeus: 30 J × 321 g/kWh", kWh: 30 / JOULES_PER_KWH, input: { zone: null, ...at(321) }, of: carbon, is: (30 / 3.6e6) * 321 },
  { what: "zeus: 30 J at Ann Arbor's rate 0.1056 + adjustment 0.029681", kWh: 30 / JOULES_PER_KWH, input: { zone: "US", tariff: tariff(0.1056 + 0.029681) }, of: cost, is: (30 / 3.6e6) * 0.135281 },
  // impact framework, src/if-run/builtins sci and sci-embodied
  { what: "impact framework: 1 vCPU of the base server for an hour → 28.54 g", kWh: 0, hours: 1, input: { zone: null, embodied: server }, of: embodied, is: 28.54, within: 0.005 },
  { what: "impact framework: sci = carbon ÷ R", kWh: 1, hours: 1, input: { zone: null, ...at(5), embodied: { totalGrams: 0, lifeHours: 1, share: 1 }, functionalUnit: { name: "user", count: 5 } }, of: ({ sci }) => sci?.figure.value, is: 1 },
  // the three amounts
  { what: "electricity of 1 kWh at PUE 1.2 and 0.20 a kWh costs 0.24", kWh: 1, input: { zone: null, pue: { value: 1.2 }, tariff: tariff(0.2) }, of: costOfKind("ELECTRICITY"), is: 0.24 },
  { what: "half an hour at 3.06 an hour costs 1.53, whatever the energy", kWh: 7, hours: 0.5, input: { zone: null, compute: { pricePerHour: 3.06, currency: "USD", kind: "on-demand", priceDate: "2026-01-01" } }, of: costOfKind("COMPUTE"), is: 1.53 },
  { what: "2 h of half a machine of 8,760 over 4 years cost 0.25", kWh: 7, hours: 2, input: { zone: null, hardware: { purchase: 8760, currency: "EUR", lifeHours: 35_040, share: 0.5, priceDate: "2025-01-01" } }, of: costOfKind("HARDWARE"), is: 0.25 },
];

const energyOf = (kWh: number): Measurement => ({ value: kWh * JOULES_PER_KWH, unit: "J", interval: null, method: "COUNTER", boundary: "NODE", source: "test" });

test.each(goldens)("$what", ({ kWh, hours = 1, input, of, is, within = is * 1e-6 }) => {
  const value = of(convert(energyOf(kWh), hours * 3600, conversionOf(input)))!;
  expect(Math.abs(value - is)).toBeLessThanOrEqual(within);
});
