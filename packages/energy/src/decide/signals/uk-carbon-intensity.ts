import type { Reader } from "../../read-json.ts";
import { listOf, number, orNull, readAll, where } from "../../read-json.ts";
import type { IntensitySignal, IntensitySlot } from "../signal.ts";
import { SLOT_MS, slotsWithin } from "../signal.ts";

export interface UkCarbonIntensityOptions {
  /** The platform's fetch, or another one of its form. */
  fetch: typeof globalThis.fetch;
  /** Where the service stands; its public address where left out. */
  address?: string;
  timeoutSeconds?: number;
  /** What is past has come; later than this is asked of the forecast. */
  now?: () => Date;
}

interface HalfHour {
  from: string;
  intensity: { forecast: number | null; actual: number | null };
}

/** Only what is used is read: the service may add fields. */
const field = <T>(key: string, reader: Reader<T>): Reader<T> => (value, path, problems) => {
  const at = path === "" ? key : `${path}.${key}`;
  if (typeof value === "object" && value !== null && key in value) return reader((value as Record<string, unknown>)[key], at, problems);
  problems.push({ path: at, value: undefined, right: "what the service's documentation says" });
  return undefined as T;
};
const grams = orNull(number({ min: 0, max: 5000 }, "g CO2 per kWh, or null"));
const beginning = where<string>((value) => value as string, (value) => /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}Z$/.test(value) && Date.parse(value) % SLOT_MS === 0, "the beginning of a half hour like 2018-01-20T12:00Z");
const halfHour: Reader<HalfHour> = (value, path, problems) => ({
  from: field("from", beginning)(value, path, problems),
  intensity: { forecast: field("intensity", field("forecast", grams))(value, path, problems), actual: field("intensity", field("actual", grams))(value, path, problems) },
});
const answer = field("data", listOf(halfHour));

const DAYS_AT_ONCE = 14;
const FORECAST_HOURS = 48;
const minute = (ms: number): string => `${new Date(ms).toISOString().slice(0, 16)}Z`;

/** What came where it is known, else the forecast; a half hour with neither is left out. */
const slotOf = ({ from, intensity: { forecast, actual } }: HalfHour): IntensitySlot[] => {
  const gramsPerKwh = actual ?? forecast;
  return gramsPerKwh === null ? [] : [{ startMs: Date.parse(from), gramsPerKwh, forecast: actual === null }];
};

/** Paths that together cover [fromMs, toMs): the past in stretches the service allows, then its forecast. */
function pathsFor(fromMs: number, toMs: number, nowMs: number): string[] {
  const paths: string[] = [];
  for (let at = fromMs; at < Math.min(toMs, nowMs); at += DAYS_AT_ONCE * 86_400_000) paths.push(`/intensity/${minute(at)}/${minute(Math.min(at + DAYS_AT_ONCE * 86_400_000, toMs, nowMs))}`);
  if (toMs > nowMs) paths.push(`/intensity/${minute(Math.max(fromMs, nowMs))}/fw${FORECAST_HOURS}h`);
  return paths;
}

/**
 * National average intensity of Great Britain, half-hourly, with a forecast of 48 hours. Needs no key. Written from the service's documentation
 * (carbon-intensity.github.io/api-definitions); untested against the service from here. Of its regions it has forecasts only, so they are not offered.
 * Source: National Energy System Operator, Carbon Intensity API, CC BY 4.0.
 */
export function ukCarbonIntensity({ fetch, address = "https://api.carbonintensity.org.uk", timeoutSeconds = 10, now = () => new Date() }: UkCarbonIntensityOptions): IntensitySignal {
  const licence = "CC BY 4.0";
  const ask = async (path: string): Promise<IntensitySlot[]> => {
    const response = await fetch(`${address}${path}`, { headers: { accept: "application/json" }, signal: AbortSignal.timeout(timeoutSeconds * 1000) });
    if (!response.ok) throw new Error(`${address}${path} answered ${response.status} ${response.statusText}, not 200: ask again later, or give a file of half-hourly values.`);
    return readAll(answer, await response.json(), `The answer of ${address}${path}`).flatMap(slotOf);
  };
  return {
    zone: "GB", kind: "average", basis: "direct", licence,
    source: `average intensity of GB (National Energy System Operator, Carbon Intensity API, ${licence}; untested against the service)`,
    async values(from, to) {
      const fromMs = Math.floor(from.getTime() / SLOT_MS) * SLOT_MS;
      const answers = await Promise.all(pathsFor(fromMs, to.getTime(), Math.floor(now().getTime() / SLOT_MS) * SLOT_MS).map(ask));
      // Answers overlap: the service also sends the half hour that ends where one asks it to begin. The one that came wins over the one foretold.
      const byStart = new Map(answers.flat().sort((a, b) => Number(b.forecast) - Number(a.forecast)).map((slot) => [slot.startMs, slot]));
      const slots = slotsWithin([...byStart.values()].sort((a, b) => a.startMs - b.startMs), from, to);
      const gap = slots.findIndex(({ startMs }, index) => index > 0 && startMs - slots[index - 1]!.startMs !== SLOT_MS);
      return gap === -1 ? slots : slots.slice(0, gap);
    },
  };
}
