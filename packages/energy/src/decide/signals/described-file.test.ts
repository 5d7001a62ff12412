import { expect, test } from "@jest/globals";
import { slotsKnownAt } from "../signal.ts";
import { describedSignal } from "./described-file.ts";

const rows = "time,gramsPerKwh\n2026-03-01T00:00:00Z,320\n2026-03-01T01:00:00Z,310\n";
const head = "# zone: DE\n# kind: average\n# source: the grid operator\n";

test("a CSV says in its first lines what its values are", async () => {
  const signal = describedSignal(`# a download\n${head}# licence: CC BY 4.0\n# stepMinutes: 60\n${rows}`);
  expect(signal).toMatchObject({ zone: "DE", kind: "average", licence: "CC BY 4.0", source: "average intensity of DE from a file (the grid operator, CC BY 4.0)" });
  expect((await signal.values(new Date("2026-03-01T00:00:00Z"), new Date("2026-03-01T02:00:00Z"))).map(({ gramsPerKwh }) => gramsPerKwh)).toEqual([320, 320, 310, 310]);
});
test("JSON says it in keys beside its values", () => {
  expect(describedSignal(JSON.stringify({ zone: "GB", kind: "marginal", source: "x", values: [{ time: "2026-03-01T00:00:00Z", gramsPerKwh: 1 }] }))).toMatchObject({ zone: "GB", kind: "marginal" });
});
test("what a file does not say is named with what would be right; nothing stands in for the kind", () => {
  expect(() => describedSignal(`# zone: DE\n${rows}`, "a.csv")).toThrow(/line "# kind: …" is missing: average or marginal\. line "# source: …" is missing/);
  expect(() => describedSignal(`${head.replace("average", "mean")}# stepMinutes: 60\n${rows}`, "a.csv")).toThrow(/kind is "mean"/);
  expect(() => describedSignal(`${head}${rows}`, "a.csv")).toThrow("the step of 30 minutes");
});
test("a half hour that has not ended is known as a forecast, whatever the file calls it", async () => {
  const slots = await describedSignal(`${head}# stepMinutes: 60\n${rows}`).values(new Date("2026-03-01T00:00:00Z"), new Date("2026-03-01T02:00:00Z"));
  expect(slotsKnownAt(slots, new Date("2026-03-01T00:30:00Z")).map(({ forecast }) => forecast)).toEqual([false, true, true, true]);
});
