import type { GridIntensity, IntensityKind } from "./carbon/grid-intensity.ts";
import type { ComputePrice, EmbodiedCarbon, FunctionalUnit, HardwarePrice, Pue, WaterUse } from "./conversion.ts";
import type { ElectricityPrice } from "./cost/electricity-price.ts";
import type { Reader } from "./read-json.ts";
import { date, number, object, oneOf, orElse, orNull, text } from "./read-json.ts";

export const factor = number({ min: 1, max: 1000 }, "a 95 % factor (the true value lies within ×/÷ of it)");
export const gramsPerKwh = number({ above: 0, max: 5000 }, "g CO2e per kWh (over a life cycle no grid emits nothing)");
export const year = number({ min: 1990, max: 2100, whole: true }, "the year the figure is of");
export const kind: Reader<IntensityKind> = oneOf("average", "marginal");
export const basis: Reader<GridIntensity["basis"]> = orNull(oneOf("life-cycle", "direct"));
const currency = text("three capital letters of ISO 4217, like EUR", /^[A-Z]{3}$/);
const share = number({ above: 0, max: 1 }, "a share");
const lifeHours = number({ above: 0 }, "hours it will be in use");

/** 95 % factors that are taken where a site states none. All are our judgement; 3 of embodied carbon is the distance between published inventories of one kind of server (1,000 and 3,660 kg). */
const FACTORS = { price: 1.05, pue: 1.1, water: 1.5, compute: 1, hardware: 1.5, embodied: 3 } as const;

/**
 * Readers of a conversion's parts.
 * @param known how the factor and the source of a part are read: required in a record, with defaults (the factor is given) where a person states a part
 */
export const partReaders = (known: (instead: number) => { factor: Reader<number>; source: Reader<string> }) => ({
  price: object<ElectricityPrice>({ pricePerKwh: number({ min: 0 }, "price of a kWh in whole units of the currency"), currency, priceDate: date, ...known(FACTORS.price) }),
  pue: object<Pue>({ value: number({ min: 1, max: 5 }, "facility energy ÷ IT energy"), ...known(FACTORS.pue) }),
  water: object<WaterUse>({ litresPerKwh: number({ min: 0, max: 100 }, "litres of on-site water per kWh of IT energy"), ...known(FACTORS.water) }),
  compute: object<ComputePrice>({
    pricePerHour: number({ min: 0 }, "price of an hour in whole units of the currency"), currency, kind: text("what was bought, like on-demand, spot or reserved-1-year"), priceDate: date,
    billingStepSeconds: orElse(orNull(number({ above: 0 }, "seconds")), null), ...known(FACTORS.compute),
  }),
  hardware: object<HardwarePrice>({ purchase: number({ min: 0 }, "price in whole units of the currency"), currency, lifeHours, share, priceDate: date, ...known(FACTORS.hardware) }),
  embodied: object<EmbodiedCarbon>({ totalGrams: number({ min: 0 }, "g CO2e of making the machine"), lifeHours, share, ...known(FACTORS.embodied) }),
  functionalUnit: object<FunctionalUnit>({ name: text("what the emissions are divided by, like 1,000 inferences"), count: number({ above: 0 }, "how many of them the window made") }),
});
