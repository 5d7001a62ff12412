import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import type { EnergyRecord } from "../energy-record.ts";
import { gridIntensityOf } from "../carbon/grid-intensity.ts";
import type { Findings } from "./doctor-report.ts";
import { recomputeOptions, runOptions } from "./options.ts";
import { energyCommand } from "./test-command.ts";

const folder = mkdtempSync(join(tmpdir(), "joulemark-cli-"));
afterAll(() => rmSync(folder, { recursive: true }));
const read = (path: string): EnergyRecord => JSON.parse(readFileSync(path, "utf8")) as EnergyRecord;

test("help names every option, and a bare start is told the commands", () => {
  const { out } = energyCommand(["run", "--help"]);
  for (const name of Object.keys(runOptions)) expect(out).toContain(`--${name}`);
  expect(energyCommand(["recompute", "-h"])).toMatchObject({ code: 0, err: "", out: expect.stringContaining(`--${Object.keys(recomputeOptions)[0]}`) });
  expect(energyCommand(["doctor", "--help"])).toMatchObject({ code: 0, err: "" });
  expect(energyCommand([])).toMatchObject({ code: 2, out: expect.stringMatching(/run.*\n.*doctor.*\n.*recompute/) });
  const { version } = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8")) as { version: string };
  expect(energyCommand(["--version"])).toEqual({ code: 0, out: `${version}\n`, err: "" });
});

describe("doctor", () => {
  test("says of every component what it can be measured by, and ends well, whatever it found", () => {
    const { code, out, err } = energyCommand(["doctor"]);
    expect([code, err]).toEqual([0, ""]);
    for (const part of ["machine", "processes", "processor", "memory", "GPU", "grid zone", "In short: "]) expect(out).toMatch(new RegExp(`^${part}`, "m"));
    expect(energyCommand(["doctor"], { env: { PROC_ROOT: folder, CGROUP_ROOT: folder, POWERCAP_ROOT: folder } })).toMatchObject({ code: 0, err: "" });
  });

  test("JSON holds the same, with the ladder of each component and the zone", () => {
    const { out } = energyCommand(["doctor", "--json", "--zone", "DE"]);
    const { summary, ladder, grid, host } = JSON.parse(out) as Findings & { summary: string };
    expect(new Set(ladder.map(({ component }) => component))).toEqual(new Set(["capture", "machine", "cpu", "dram", "gpu"]));
    expect([grid.zone, host.threads > 0, summary.length > 0]).toEqual(["DE", true, true]);
    expect(energyCommand(["doctor", "--zone", "Germany"])).toMatchObject({ code: 2, out: "", err: expect.stringContaining('There is no grid zone "Germany"') });
    expect(energyCommand(["doctor", "gpu"])).toMatchObject({ code: 2, err: expect.stringContaining('leave "gpu" away') });
  });

  test("where counters were looked for is told with the step down", () => {
    const { out } = energyCommand(["doctor", "--json"], { env: { POWERCAP_ROOT: join(folder, "none") } });
    const { ladder } = JSON.parse(out) as Findings;
    expect(ladder.filter(({ component, method }) => component === "cpu" && method === "rapl")).toEqual([expect.objectContaining({ taken: false, reason: expect.stringContaining(join(folder, "none")) })]);
  });
});

describe("recompute", () => {
  const original = join(folder, "energy.json");
  beforeAll(() => {
    expect(energyCommand(["run", "-q", "--zone", "PL", "--json", original, "--", "sh", "-c", "i=0; while [ $i -lt 20000 ]; do i=$((i+1)); done"]).code).toBe(0);
  });

  test("another zone makes other carbon and cost of the same joules, and the old ones are kept", () => {
    const { code, out, err } = energyCommand(["recompute", original, "--zone", "FR", "--pue", "1.5"]);
    const [old, renewed] = [read(original), JSON.parse(out) as EnergyRecord];
    expect([code, renewed.energy]).toEqual([0, old.energy]);
    const grams = (zone: string): number => gridIntensityOf(zone).gramsPerKwh;
    expect(renewed.carbon!.value / old.carbon!.value).toBeCloseTo((1.5 * grams("FR")) / grams("PL"), 9);
    expect(renewed.superseded.map(({ carbon, conversion }) => [carbon, conversion.grid.zone])).toEqual([[old.carbon, "PL"]]);
    expect(err).toMatch(/carbon .*FR, \d+ g\/kWh/);
  });

  test("it may write over the record that it reads, and a second time changes nothing", () => {
    const path = join(folder, "copy.json");
    writeFileSync(path, readFileSync(original));
    expect(energyCommand(["recompute", path, "--tariff", "0.25 EUR", "--json", path, "-q"])).toEqual({ code: 0, out: "", err: "" });
    const once = readFileSync(path, "utf8");
    expect(read(path).conversion.price).toMatchObject({ pricePerKwh: 0.25, currency: "EUR" });
    energyCommand(["recompute", path, "--tariff", "0.25 EUR", "--json", path, "-q"]);
    expect(readFileSync(path, "utf8")).toBe(once);
    expect(readdirSync(folder).filter((name) => name.endsWith(".part"))).toEqual([]);
  });

  test("a record is also read from standard input", () => {
    const { code, out } = energyCommand(["recompute", "-", "--intensity", "100", "-q"], { input: readFileSync(original, "utf8") });
    expect([code, (JSON.parse(out) as EnergyRecord).conversion.grid.gramsPerKwh]).toEqual([0, 100]);
  });

  test.each([
    [[], "Give one record, e.g. joulemark-energy recompute energy.json --zone FR."],
    [["a.json", "b.json", "--zone", "FR"], "Give one record"],
    [[original], "Nothing to recompute with: give a zone"],
    [[join(folder, "none.json"), "--zone", "FR"], "none.json cannot be read: ENOENT"],
    [[new URL(import.meta.url).pathname, "--zone", "FR"], "Give a record that `joulemark-energy run --json` wrote."],
    [[original, "--zone", "XX"], 'There is no grid zone "XX"'],
    [[original, "--zone", "FR", "--json", join(folder, "none", "a.json")], "there is no folder"],
    [[original, "--zone", "FR", "--interval", "1"], "There is no option --interval."],
  ])("%j is refused with what would be right", (args, words) => {
    expect(energyCommand(["recompute", ...args])).toEqual({ code: 2, out: "", err: expect.stringContaining(words) });
  });

  test("a file that is JSON, but no record, is told path by path", () => {
    const path = join(folder, "other.json");
    writeFileSync(path, JSON.stringify({ ...read(original), wallSeconds: -1 }));
    expect(energyCommand(["recompute", path, "--zone", "FR"])).toMatchObject({ code: 2, err: expect.stringContaining("wallSeconds is -1") });
  });
});
