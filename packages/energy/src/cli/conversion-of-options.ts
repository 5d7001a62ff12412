import type { ConversionInput } from "../conversion-of.ts";
import type { conversionOptions } from "./options.ts";
import { functionalUnitOf, moneyOf, numberOf, overLife } from "./quantities.ts";
import { UsageError } from "./usage-error.ts";

export type ConversionValues = { [K in keyof typeof conversionOptions]?: (typeof conversionOptions)[K]["type"] extends "string" ? string : boolean };

const given = (option: string) => ({ source: `given with --${option}` });

function embodiedOf(text: string, share: number) {
  const { what, lifeHours } = overLife("embodied", text, '"1000 kg/35040 h"');
  const [, amount, unit] = /^(\S+)\s*(g|kg|t)$/.exec(what) ?? [];
  if (amount === undefined) throw new UsageError(`--embodied: "${what}" is no mass in g, kg or t; write e.g. "1000 kg/35040 h".`);
  return { totalGrams: numberOf("embodied", amount, { least: 0 }) * { g: 1, kg: 1e3, t: 1e6 }[unit as "g" | "kg" | "t"], lifeHours, share, ...given("embodied") };
}

function hardwareOf(text: string, share: number, priceDate: string) {
  const { what, lifeHours } = overLife("hardware", text, '"2400 EUR/35040 h"');
  const { amount, currency } = moneyOf("hardware", what);
  return { purchase: amount, currency, lifeHours, share, priceDate, ...given("hardware") };
}

function computeOf(text: string, priceDate: string) {
  const { amount, currency } = moneyOf("compute", text);
  return { pricePerHour: amount, currency, kind: "as given", priceDate, ...given("compute") };
}

function tariffOf(text: string, priceDate: string) {
  const { amount, currency } = moneyOf("tariff", text);
  return { pricePerKwh: amount, currency, priceDate, ...given("tariff") };
}

/**
 * What of a conversion the options name; what is left away is taken from elsewhere. How exactly a given figure is known is the conversion's default.
 * @param today date of prices and intensities that are given without one, RFC 3339
 * @throws UsageError naming the option that is wrong, and what would be right
 */
export function givenConversion({ zone, marginal, intensity, tariff, pue, wue, r, embodied, compute, hardware, share }: ConversionValues, today: string): Partial<ConversionInput> {
  if (share !== undefined && embodied === undefined && hardware === undefined) throw new UsageError("--share is a share of --embodied or --hardware; give one of them too.");
  const used = share === undefined ? 1 : numberOf("share", share, { above: 0, most: 1 });
  return {
    ...(zone !== undefined && { zone }),
    ...(marginal && { marginal }),
    ...(intensity !== undefined && { intensity: { gramsPerKwh: numberOf("intensity", intensity, { above: 0, most: 5000 }), year: Number(today.slice(0, 4)), ...given("intensity") } }),
    ...(tariff !== undefined && { tariff: tariffOf(tariff, today) }),
    ...(pue !== undefined && { pue: { value: numberOf("pue", pue, { least: 1, most: 5 }), ...given("pue") } }),
    ...(wue !== undefined && { wue: { litresPerKwh: numberOf("wue", wue, { least: 0, most: 100 }), ...given("wue") } }),
    ...(r !== undefined && { functionalUnit: functionalUnitOf("r", r) }),
    ...(embodied !== undefined && { embodied: embodiedOf(embodied, used) }),
    ...(compute !== undefined && { compute: computeOf(compute, today) }),
    ...(hardware !== undefined && { hardware: hardwareOf(hardware, used, today) }),
  };
}
