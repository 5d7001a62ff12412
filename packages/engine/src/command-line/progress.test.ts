import { expect, test } from "@jest/globals";
import type { EngineEvent } from "../report.ts";
import type { Screen } from "./progress.ts";
import { Progress, durationText } from "./progress.ts";

const step = (at: number, totalSteps = 1000): EngineEvent => ({ at: "2026-01-01T00:00:00Z", kind: "PROGRESS", step: at, totalSteps, etaSeconds: 9.2, values: [{ name: "loss", value: 0.12345 }, { name: "accuracy", value: 0.5 }, { name: "energyJoules", value: 3.21 }] });

function shown(screen: Partial<Screen>, events: EngineEvent[], stepMs: number): string {
  let [text, time] = ["", 0];
  const progress = new Progress({ ...screen, write: (part) => (text += part) }, () => time);
  progress.begin("seed 1");
  for (const event of events) {
    progress.show(event);
    time += stepMs;
  }
  progress.clear();
  return text;
}

test("where nothing can be redrawn there is a line for every tenth and one at the end, without control characters", () => {
  const lines = shown({}, Array.from({ length: 1001 }, (_, k) => step(k)), 1).trimEnd().split("\n");
  expect(lines).toHaveLength(11);
  expect(lines[5]).toBe("seed 1: 50 %, step 500/1,000, loss 0.123, accuracy 50.0 %, 3.21 J, 10 s left");
  expect(lines.at(-1)).toContain("100 %");
  expect(lines.join("")).not.toContain("\u001b");
});
test("a slow run says every half minute that it goes on", () => {
  expect(shown({}, Array.from({ length: 10 }, (_, k) => step(k)), 31_000).trimEnd().split("\n")).toHaveLength(10);
});
test("on a terminal one line is redrawn, at most ten times a second, within its width, and taken away at the end", () => {
  const text = shown({ isTTY: true, columns: 60 }, Array.from({ length: 100 }, (_, k) => step(k * 10)), 10);
  expect(text).not.toContain("\n");
  const lines = text.split("\r\u001b[2K");
  expect(lines).toHaveLength(1 + 10 + 1);
  expect(lines[6]).toMatch(/^seed 1 █{12}░{12} 50 % {2}step 500/);
  expect(Math.max(...lines.map((line) => line.length))).toBe(59);
  expect(lines.at(-1)).toBe("");
});
test("what a run says stands above the bar, on a line of its own", () => {
  const message: EngineEvent = { at: "", kind: "LOG", values: [], message: "Stopped early." };
  expect(shown({ isTTY: true, columns: 60 }, [step(1), message], 1)).toMatch(/\u001b\[2Kseed 1: Stopped early\.\n$/);
});
test("other events are not shown", () => {
  expect(shown({}, [{ at: "", kind: "CHECKPOINT", step: 4, values: [] }, { at: "", kind: "METRIC", values: [{ name: "validationAccuracy", value: 1 }] }], 1)).toBe("");
});
test.each([[7.1, "8 s"], [99.5, "100 s"], [150, "3 min"], [7500, "2 h 5 min"]])("%d s are %s", (seconds, text) => {
  expect(durationText(seconds)).toBe(text);
});
