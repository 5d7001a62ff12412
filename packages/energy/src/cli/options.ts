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

/** When to start, for carbon. */
export const startOptions = {
  signal: { type: "string", value: "FILE", example: "intensity.csv", help: "half-hourly carbon intensities, past and forecast" },
  deadline: { type: "string", value: "TIME", example: '"8 h"', help: "latest end: a time with its zone, or a span from now; without it nothing waits" },
  like: { type: "string", value: "FILE", example: "energy.json", help: "record of an earlier run of the same: its time and mean power" },
  takes: { type: "string", value: "SPAN", example: '"2 h 30 min"', help: "how long it is expected to take" },
  "at-most": { type: "string", value: "SPAN", example: '"4 h"', help: "what 9 of 10 runs stay within; the deadline is kept for it (1.5 × the expected time)" },
  watts: { type: "string", value: "WATTS", example: "40", help: "mean power that it draws" },
} as const satisfies Options;

export const runOptions = {
  json: { type: "string", value: "FILE", example: "energy.json", help: "write the record there, whole or not at all" },
  csv: { type: "string", value: "FILE", example: "emissions.csv", help: "add a line with the columns of CodeCarbon's emissions.csv" },
  prometheus: { type: "string", value: "FILE", example: "joulemark.prom", help: "write Prometheus' text format there" },
  project: { type: "string", value: "NAME", example: "digits", help: "project_name of the CSV's line" },
  ...conversionOptions,
  interval: { type: "string", value: "SECONDS", example: "1", help: "time between two readings (1)" },
  ...startOptions,
  ledger: { type: "string", value: "FILE", example: "starts.jsonl", help: "add a line there that `joulemark-energy ledger` reads: when it was asked for, when it ran, its joules" },
  ...quiet,
  ...help,
} as const satisfies Options;

export const doctorOptions = {
  json: { type: "boolean", help: "print JSON" },
  zone: conversionOptions.zone,
  ...help,
} as const satisfies Options;

export const planOptions = {
  ...startOptions,
  pue: conversionOptions.pue,
  pause: { type: "string", value: "COST", example: '"500 J/30 s"', help: "it can be paused, and a checkpoint with a restart takes this; then it may run in several stretches" },
  json: { type: "boolean", help: "print JSON" },
  ...help,
} as const satisfies Options;

export const ledgerOptions = {
  signal: { ...startOptions.signal, help: "what came: the intensities of the signal that steered" },
  beside: { type: "string", value: "FILE", example: "marginal.csv", help: "another signal to tell the same by: an average and a marginal one may disagree" },
  json: { type: "boolean", help: "print JSON" },
  ...help,
} as const satisfies Options;

export const recomputeOptions = {
  json: { type: "string", value: "FILE", example: "energy.json", help: "write the record there instead of to standard output; may be the same file" },
  ...conversionOptions,
  ...quiet,
  ...help,
} as const satisfies Options;
