import { describe, expect, test } from "@jest/globals";
import { SLOT_MS } from "../signal.ts";
import { ukCarbonIntensity } from "./uk-carbon-intensity.ts";

/** Typed from the service's documentation (carbon-intensity.github.io/api-definitions), with its example of 2018-01-20; no answer of the service was recorded. */
const documented = (from: string, to: string, forecast: number | null, actual: number | null) => ({ from, to, intensity: { forecast, actual, index: "moderate" } });
const past = { data: [documented("2018-01-20T11:30Z", "2018-01-20T12:00Z", 270, 265), documented("2018-01-20T12:00Z", "2018-01-20T12:30Z", 266, 263), documented("2018-01-20T12:30Z", "2018-01-20T13:00Z", 260, 258)] };
const ahead = { data: [documented("2018-01-20T12:30Z", "2018-01-20T13:00Z", 259, null), documented("2018-01-20T13:00Z", "2018-01-20T13:30Z", 250, null), documented("2018-01-20T13:30Z", "2018-01-20T14:00Z", 240, null)] };
const now = () => new Date("2018-01-20T13:05:00Z");

function service(answers: (path: string) => Response): { fetch: typeof fetch; asked: string[] } {
  const asked: string[] = [];
  return { asked, fetch: (url) => {
    const path = String(url).replace("https://api.carbonintensity.org.uk", "");
    asked.push(path);
    return Promise.resolve(answers(path));
  } };
}
const json = (body: unknown, status = 200): Response => new Response(JSON.stringify(body), { status });

describe("by an answer typed from the documentation, untested against the service from here:", () => {
  test("what came is read as such, the rest as forecast, in order and each half hour once", async () => {
    const { fetch, asked } = service((path) => json(path.endsWith("/fw48h") ? ahead : past));
    const signal = ukCarbonIntensity({ fetch, now });
    expect(signal).toMatchObject({ zone: "GB", kind: "average", basis: "direct", licence: "CC BY 4.0", source: expect.stringMatching(/National Energy System Operator.*CC BY 4\.0.*untested against the service/) as unknown });
    const values = await signal.values(new Date("2018-01-20T12:00:00Z"), new Date("2018-01-20T14:00:00Z"));
    expect(values.map(({ startMs, gramsPerKwh, forecast }) => [new Date(startMs).toISOString().slice(11, 16), gramsPerKwh, forecast])).toEqual([["12:00", 263, false], ["12:30", 258, false], ["13:00", 250, true], ["13:30", 240, true]]);
    expect(asked).toEqual(["/intensity/2018-01-20T12:00Z/2018-01-20T13:00Z", "/intensity/2018-01-20T13:00Z/fw48h"]);
  });
  test("a month of the past is asked in stretches of at most 14 days", async () => {
    const { fetch, asked } = service(() => json({ data: [] }));
    await ukCarbonIntensity({ fetch, now }).values(new Date("2018-01-01T00:00:00Z"), new Date("2018-01-20T00:00:00Z"));
    expect(asked).toEqual(["/intensity/2018-01-01T00:00Z/2018-01-15T00:00Z", "/intensity/2018-01-15T00:00Z/2018-01-20T00:00Z"]);
  });
  test("a half hour without any value ends the signal there: a gap is not bridged", async () => {
    const holed = { data: [documented("2018-01-20T13:00Z", "", 250, null), documented("2018-01-20T13:30Z", "", null, null), documented("2018-01-20T14:00Z", "", 230, null)] };
    const values = await ukCarbonIntensity({ fetch: service(() => json(holed)).fetch, now }).values(now(), new Date(now().getTime() + 4 * SLOT_MS));
    expect(values).toHaveLength(1);
  });
  test("an answer of another shape is refused by its path", async () => {
    const odd = { data: [{ from: "2018-01-20T13:00Z", intensity: { forecast: "high", actual: null } }] };
    await expect(ukCarbonIntensity({ fetch: service(() => json(odd)).fetch, now }).values(now(), new Date("2018-01-20T14:00:00Z"))).rejects.toThrow(/data\[0\]\.intensity\.forecast is "high": g CO2 per kWh/);
    await expect(ukCarbonIntensity({ fetch: service(() => json({})).fetch, now }).values(now(), new Date("2018-01-20T14:00:00Z"))).rejects.toThrow(/data is missing/);
  });
  test("a refusal of the service is told with its status and what else to do", async () => {
    await expect(ukCarbonIntensity({ fetch: service(() => json({ error: {} }, 503)).fetch, now }).values(now(), new Date("2018-01-20T14:00:00Z"))).rejects.toThrow(/answered 503.*give a file/);
  });
});
