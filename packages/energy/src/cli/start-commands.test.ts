import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, describe, expect, test } from "@jest/globals";
import type { StartPlan } from "../decide/schedule.ts";
import { energyCommand, startEnergyCommand } from "./test-command.ts";

const folder = mkdtempSync(join(tmpdir(), "joulemark-start-"));
afterAll(() => rmSync(folder, { recursive: true }));

const SLOT_MS = 1_800_000;
const here = Math.floor(Date.now() / SLOT_MS) * SLOT_MS;
const at = (slots: number): string => new Date(here + slots * SLOT_MS).toISOString();
function signal(name: string, kind: string, from: number, gramsPerKwh: number[]): string {
  const path = join(folder, name);
  writeFileSync(path, [`# zone: DE`, `# kind: ${kind}`, "# source: made for a test", "time,gramsPerKwh", ...gramsPerKwh.map((grams, k) => `${at(from + k)},${grams}`)].join("\n"));
  return path;
}
/** Dirty for four hours from now, then clean for four. */
const cleanLater = signal("later.csv", "average", 0, [...Array<number>(8).fill(400), ...Array<number>(8).fill(100)]);
const job = ["--takes", "1 h", "--watts", "40"];

describe("plan", () => {
  test("tells when to start, what that saves and by which signal", () => {
    const { code, out } = energyCommand(["plan", "--signal", cleanLater, "--deadline", at(16), ...job]);
    expect([code, out]).toEqual([0, expect.stringContaining(`Starts at ${at(8)}: saves 12.0 of 16.0 g CO2e`)]);
    expect(out).toMatch(/At once: 16\.0 g CO2e; planned: 4\.00 g CO2e\. A forecast/);
    expect(out).toContain("average intensity of DE from a file (made for a test");
  });
  test("as JSON it is the plan itself, whose end in 9 of 10 cases keeps the deadline", () => {
    const { out } = energyCommand(["plan", "--json", "--signal", cleanLater, "--deadline", at(10), ...job]);
    const plan = JSON.parse(out) as StartPlan;
    expect(plan).toMatchObject({ decision: "start-later", reason: "saves-carbon" });
    expect(Date.parse(plan.latestEnd)).toBeLessThanOrEqual(Date.parse(at(10)));
  });
  test("what can be paused may run in several stretches", () => {
    const comb = signal("comb.csv", "average", 0, Array.from({ length: 16 }, (_, k) => (k % 4 === 2 ? 50 : 400)));
    const { out } = energyCommand(["plan", "--json", "--pause", "10 J/1 s", "--signal", comb, "--deadline", at(16), ...job]);
    expect((JSON.parse(out) as StartPlan).windows.map(({ from }) => from)).toEqual([at(2), at(6), expect.any(String)]);
  });
  test("time and power may come from the record of an earlier run", () => {
    const record = join(folder, "earlier.json");
    energyCommand(["run", "-q", "--json", record, "--", "sh", "-c", "sleep 0.2"]);
    expect(energyCommand(["plan", "--signal", cleanLater, "--deadline", at(16), "--like", record]).out).toContain(`Starts at ${at(8)}`);
  });
  test.each([
    ["no signal", ["--deadline", "8 h", ...job], 2, "Give the intensities to plan by"],
    ["no time", ["--signal", cleanLater, "--deadline", "8 h", "--watts", "4"], 2, 'give --takes "2 h"'],
    ["no power", ["--signal", cleanLater, "--deadline", "8 h", "--takes", "1 h"], 2, "give --watts 40"],
    ["a p90 below the expected time", ["--signal", cleanLater, ...job, "--at-most", "30 min"], 2, "--at-most: 30 min is less"],
    ["a signal that is not there", ["--signal", join(folder, "no.csv"), ...job], 2, "cannot be read: ENOENT"],
    ["a deadline that has passed", ["--signal", cleanLater, "--deadline", at(-1), ...job], 2, "has passed"],
  ])("%s is refused with what would be right", (_, args, code, words) => {
    expect(energyCommand(["plan", ...args])).toMatchObject({ code, err: expect.stringContaining(words) });
  });
  test("a signal without its kind is refused by the line that it lacks", () => {
    const path = join(folder, "kindless.csv");
    writeFileSync(path, readFileSync(cleanLater, "utf8").replace("# kind: average\n", ""));
    expect(energyCommand(["plan", "--signal", path, ...job])).toMatchObject({ code: 2, err: expect.stringContaining('line "# kind: …" is missing: average or marginal') });
  });
});

describe("run --signal", () => {
  const marker = join(folder, "started");
  const started = ["--", "sh", "-c", `touch ${marker}`];

  test("without a cleaner time it runs at once, and the ledger takes it down", () => {
    const [flat, ledger] = [signal("flat.csv", "average", 0, Array<number>(16).fill(300)), join(folder, "starts.jsonl")];
    const { code, err } = energyCommand(["run", "-q", "--signal", flat, "--deadline", at(16), ...job, "--ledger", ledger, ...started]);
    expect([code, existsSync(marker)]).toEqual([0, true]);
    expect(err).toContain("Runs now: no time before the deadline is forecast to be cleaner.");
    expect(JSON.parse(readFileSync(ledger, "utf8"))).toMatchObject({ command: "sh", deadline: at(16), energy: { unit: "J" } });
    rmSync(marker);
  });
  test("what waits starts nothing when it is given up, and says so", async () => {
    const { child, ended } = startEnergyCommand(["run", "--signal", cleanLater, "--deadline", at(16), ...job, ...started]);
    await sleep(1500);
    child.kill("SIGINT");
    const { code, err } = await ended;
    expect([code, existsSync(marker)]).toEqual([130, false]);
    expect(err).toContain(`Starts at ${at(8)}`);
    expect(err).toContain("Given up while waiting, by SIGINT; nothing was started.");
  });
  test("options of the start without a signal are refused before anything is started", () => {
    expect(energyCommand(["run", "--deadline", "8 h", ...started])).toMatchObject({ code: 125, err: expect.stringContaining("give --signal intensity.csv too") });
    expect(existsSync(marker)).toBe(false);
  });
});

describe("ledger", () => {
  const figure = { value: 3.6e6, unit: "J", interval: { low: 1.8e6, high: 7.2e6, level: 0.95 }, method: "ESTIMATED", boundary: "PROCESS", source: "a test" };
  const line = (from: number, to: number) => JSON.stringify({ command: "python", submittedAt: at(-8), deadline: at(-2), windows: [{ from: at(from), to: at(to) }], energy: figure, explanation: "as planned" });
  const starts = join(folder, "ran.jsonl");
  writeFileSync(starts, `${line(-6, -4)}\n`);
  // 1 kWh in an hour: at once at 400, as it ran at 100, least possible at 50 g/kWh.
  const came = signal("came.csv", "average", -8, [400, 400, 100, 100, 50, 50]);

  test("tells what it emitted, what it would have at once, and the least that was possible, by what came", () => {
    const { code, out } = energyCommand(["ledger", starts, "--signal", came]);
    expect(code).toBe(0);
    expect(out).toMatch(/python, asked for at .*: waited 1 h, 3\.6 MJ \(1\.8 … 7\.2\), deadline met/);
    expect(out).toMatch(/average intensity of DE: 100 g CO2e .*; at once 400 g CO2e .*; saved 300 g CO2e .*; least possible 50 g CO2e/);
  });
  test("another signal tells it by its own values, and may disagree", () => {
    const marginal = signal("marginal.csv", "marginal", -8, [100, 100, 400, 400, 100, 100]);
    expect(energyCommand(["ledger", starts, "--signal", came, "--beside", marginal]).out).toMatch(/saved 300 g[^]*marginal intensity of DE: .* the delay cost more: -300 g CO2e/);
  });
  test("nothing is claimed before all has come", () => {
    const short = signal("short.csv", "average", -8, [400, 400, 100]);
    expect(energyCommand(["ledger", starts, "--signal", short]).out).toContain(`not told yet; the half hour from ${at(-5)} has not come`);
  });
  test("a line that is none is named", () => {
    const broken = join(folder, "broken.jsonl");
    writeFileSync(broken, `${line(-6, -4)}\n{"command":"x"\n`);
    expect(energyCommand(["ledger", broken, "--signal", came])).toMatchObject({ code: 2, err: expect.stringContaining("broken.jsonl, line 2 is no JSON") });
  });
});
