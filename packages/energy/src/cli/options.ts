import type { OptionDescription } from "./read-options.ts";

type Options = Record<string, OptionDescription>;

/** What makes carbon, water and money of joules. */
export const conversionOptions = {
  zone: { type: "string", value: "ZONE", example: "DE", help: "grid zone of this machine, e.g. DE, US-CAL-CISO, or a country; else JOULEMARK_ZONE, else the world average" },
  marginal: { type: "boolean", help: "the zone's marginal intensity in place of the average" },
  intensity: { type: "string", value: "GRAMS", example: "342", help: "carbon intensity of the electricity, g CO2e/kWh, in place of the zone's" },
  tariff: { type: "string", value: "PRICE", example: '"0.21 EUR"', help: "what a kWh costs, with its currency, in place of the zone's average" },
  pue: { type: "string", value: "PUE", example: "1.2", help: "the building's overhead: facility energy ÷ IT energy, at least 1" },
  wue: { type: "string", value: "LITRES", example: "1.8", help: "water used on site, L per kWh of IT energy" },
  r: { type: "string", value: "UNIT=COUNT", example: '"1,000 inferences=12"', help: "functional unit of SCI, and how many of it the command does" },
  embodied: { type: "string", value: "EMISSIONS", example: '"1000 kg/35040 h"', help: "emissions of making this machine, and the hours of its life" },
  compute: { type: "string", value: "PRICE", example: '"0.19 USD"', help: "what renting this machine costs by the hour" },
  hardware: { type: "string", value: "PRICE", example: '"2400 EUR/35040 h"', help: "what this machine cost, and the hours of its life" },
  share: { type: "string", value: "SHARE", example: "0.25", help: "share of the machine that is used, of --embodied and --hardware (1)" },
} as const satisfies Options;

const quiet = { quiet: { type: "boolean", short: "q", help: "print no table" } } as const satisfies Options;
const help = { help: { type: "boolean", short: "h", help: "this text" } } as const satisfies Options;

export const runOptions = {
  json: { type: "string", value: "FILE", example: "energy.json", help: "write the record there, whole or not at all" },
  csv: { type: "string", value: "FILE", example: "emissions.csv", help: "add a line with the columns of CodeCarbon's emissions.csv" },
  prometheus: { type: "string", value: "FILE", example: "joulemark.prom", help: "write Prometheus' text format there" },
  project: { type: "string", value: "NAME", example: "digits", help: "project_name of the CSV's line" },
  ...conversionOptions,
  interval: { type: "string", value: "SECONDS", example: "1", help: "time between two readings (1)" },
  ...quiet,
  ...help,
} as const satisfies Options;

export const doctorOptions = {
  json: { type: "boolean", help: "print JSON" },
  zone: conversionOptions.zone,
  ...help,
} as const satisfies Options;

export const recomputeOptions = {
  json: { type: "string", value: "FILE", example: "energy.json", help: "write the record there instead of to standard output; may be the same file" },
  ...conversionOptions,
  ...quiet,
  ...help,
} as const satisfies Options;
