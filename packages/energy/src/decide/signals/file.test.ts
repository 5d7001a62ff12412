import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { InvalidInput } from "../../read-json.ts";
import { SLOT_MS, intensityAt } from "../signal.ts";
import type { FileSignalOptions } from "./file.ts";
import { fileSignal, readFileSignal } from "./file.ts";

const about: FileSignalOptions = { zone: "DE", kind: "average", source: "the operator's download of 2 March", licence: "CC BY 4.0" };
const csv = (...lines: string[]): string => ["time,gramsPerKwh", ...lines].join("\n");
const all = (content: string, options = about) => fileSignal(content, options).values(new Date("2020-01-01"), new Date("2030-01-01"));
const valuesOf = async (content: string, options = about) => (await all(content, options)).map(({ startMs, gramsPerKwh }) => [new Date(startMs).toISOString().slice(11, 16), gramsPerKwh]);
const problemOf = (content: string, options: object = about): InvalidInput => {
  try {
    fileSignal(content, options as FileSignalOptions, "intensity.csv");
  } catch (error) {
    if (error instanceof InvalidInput) return error;
    throw error;
  }
  throw new Error("It was accepted.");
};

test("a CSV of half hours is read, with comments, quotes and a mark of its encoding, in any order", async () => {
  expect(await valuesOf('\uFEFF# CC BY 4.0\n"time","gramsPerKwh"\r\n2026-03-01T00:30:00Z,310.5\r\n"2026-03-01T00:00:00Z","320"\r\n')).toEqual([["00:00", 320], ["00:30", 310.5]]);
});
test("a JSON list says the same", async () => {
  expect(await valuesOf(JSON.stringify([{ time: "2026-03-01T00:00:00Z", gramsPerKwh: 320 }, { time: "2026-03-01T00:30:00Z", gramsPerKwh: 310.5 }]))).toEqual([["00:00", 320], ["00:30", 310.5]]);
});
test("a value is a forecast where its line says so, and came otherwise", async () => {
  expect((await all("time,gramsPerKwh,forecast\n2026-03-01T00:00:00Z,320,false\n2026-03-01T00:30:00Z,310,true\n2026-03-01T01:00:00Z,300,")).map(({ forecast }) => forecast)).toEqual([false, true, false]);
});
test("the signal names its zone, kind, source and licence", () => {
  expect(fileSignal(csv("2026-03-01T00:00:00Z,1"), { ...about, kind: "marginal" })).toMatchObject({ zone: "DE", kind: "marginal", source: "marginal intensity of DE from a file (the operator's download of 2 March, CC BY 4.0)" });
});
test("a moment has the value of the half hour it lies in; before and after the file there is none", async () => {
  const signal = fileSignal(csv("2026-03-01T00:00:00Z,320", "2026-03-01T00:30:00Z,310"), about);
  expect(await intensityAt(signal, new Date("2026-03-01T00:29:59.999Z"))).toMatchObject({ gramsPerKwh: 320 });
  expect(await intensityAt(signal, new Date("2026-03-01T00:30:00Z"))).toMatchObject({ gramsPerKwh: 310 });
  expect(await intensityAt(signal, new Date("2026-03-01T01:00:00Z"))).toBeNull();
  expect(await intensityAt(signal, new Date("2026-02-28T23:59:00Z"))).toBeNull();
});
test("an hourly value stands for both halves where the step is said to be 60 minutes", async () => {
  expect(await valuesOf(csv("2026-03-01T00:00:00Z,320", "2026-03-01T01:00:00Z,300"), { ...about, stepMinutes: 60 })).toEqual([["00:00", 320], ["00:30", 320], ["01:00", 300], ["01:30", 300]]);
});

describe("changes of summer time, in local times with their offset", () => {
  test("the night in March that lacks an hour has no gap", async () => {
    expect(await valuesOf(csv("2026-03-29T01:30:00+01:00,1", "2026-03-29T03:00:00+02:00,2", "2026-03-29T03:30:00+02:00,3"))).toEqual([["00:30", 1], ["01:00", 2], ["01:30", 3]]);
  });
  test("the night in October that has an hour twice has no duplicate", async () => {
    expect(await valuesOf(csv("2026-10-25T02:00:00+02:00,1", "2026-10-25T02:30:00+02:00,2", "2026-10-25T02:00:00+01:00,3", "2026-10-25T02:30:00+01:00,4"))).toEqual([["00:00", 1], ["00:30", 2], ["01:00", 3], ["01:30", 4]]);
  });
});

describe("what is wrong is named with its line:", () => {
  test.each<[string, string, RegExp]>([
    ["a time without zone", csv("2026-10-25T02:00:00,1"), /line 2\.time is "2026-10-25T02:00:00": a time with its zone/],
    ["a day that no calendar has", csv("2026-02-30T00:00:00Z,1"), /line 2\.time/],
    ["no number", csv("2026-03-01T00:00:00Z,320", "2026-03-01T00:30:00Z,n\/a"), /line 3\.gramsPerKwh is "n\/a": g CO2e per kWh, a number/],
    ["nothing in place of a number", csv("2026-03-01T00:00:00Z,"), /line 2\.gramsPerKwh is missing/],
    ["a negative number", csv("2026-03-01T00:00:00Z,-3"), /line 2\.gramsPerKwh is -3/],
    ["a gap", csv("2026-03-01T00:00:00Z,1", "2026-03-01T00:30:00Z,1", "2026-03-01T02:00:00Z,1"), /line 4 is "2026-03-01T02:00:00Z": 2026-03-01T01:00Z, the step of 30 minutes after line 3; values in between are missing/],
    ["a duplicate, in another zone's words", csv("2026-03-01T00:00:00Z,1", "2026-03-01T01:00:00+01:00,2"), /line 3 is .*: another time: line 2 has a value for 2026-03-01T00:00Z already/],
    ["a time off the half hour", csv("2026-03-01T00:10:00Z,1"), /line 2 is .*: a time on a whole step of 30 minutes/],
    ["another header", "when,grams\n2026-03-01T00:00:00Z,1", /line 1 is "when,grams": the header time,gramsPerKwh or time,gramsPerKwh,forecast/],
    ["a cell too many", csv("2026-03-01T00:00:00Z,1,2"), /line 2 is .*: 2 cells/],
    ["a forecast that is neither", "time,gramsPerKwh,forecast\n2026-03-01T00:00:00Z,1,maybe", /line 2\.forecast is "maybe": true or false/],
    ["no value at all", csv(), /at least one value/],
    ["JSON that is none", "[{", /JSON/],
    ["JSON that is no list", "{}", /a list of/],
    ["an entry of a list", '[{"time":"2026-03-01T00:00:00Z","gramsPerKwh":"x"}]', /\[0\]\.gramsPerKwh/],
  ])("%s", (_what, content, message) => expect(problemOf(content).message).toMatch(message));
  test("every line, not only the first", () => expect(problemOf(csv("x,1", "2026-03-01T00:30:00Z,y")).problems.map(({ path }) => path)).toEqual(["line 2.time", "line 3.gramsPerKwh"]));
  test("a kind that is none of two", () => expect(problemOf(csv("2026-03-01T00:00:00Z,1"), { ...about, kind: "green" }).message).toMatch(/kind is "green": one of average, marginal/));
});

test("a file on disk is read, and its name stands in what is wrong with it", async () => {
  const path = join(mkdtempSync(join(tmpdir(), "signal-")), "uk.csv");
  writeFileSync(path, csv("2026-03-01T00:00:00Z,x"));
  await expect(readFileSignal(path, about)).rejects.toThrow(/uk\.csv cannot be used\. line 2\.gramsPerKwh/);
});
test("whatever the half hours, their order in the file does not matter, and asking for a part gives that part", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.double({ min: 0, max: 1000, noNaN: true }), { minLength: 1, maxLength: 40 }), fc.nat(40), async (grams, from) => {
      const start = Date.parse("2026-03-01T00:00:00Z");
      const lines = grams.map((value, index) => `${new Date(start + index * SLOT_MS).toISOString()},${value}`);
      const [forwards, backwards] = [fileSignal(csv(...lines), about), fileSignal(csv(...lines.reverse()), about)];
      const part = [new Date(start + from * SLOT_MS), new Date(start + (from + 5) * SLOT_MS)] as const;
      expect((await forwards.values(...part)).map(({ gramsPerKwh }) => gramsPerKwh)).toEqual(grams.slice(from, from + 5));
      expect(await backwards.values(...part)).toEqual(await forwards.values(...part));
    }),
  );
});
