import { expect, test } from "@jest/globals";
import { codeCarbonRow, columns, csvLine, headerCells, headerProblem } from "./codecarbon-csv.ts";
import { exampleRecord, unmeasuredRecord } from "./test-record.ts";

const names = { runId: "run-1", project: "digits, small" };

test("kWh, W, kg and L are those of the record; energies hold the building's overhead, water does not", () => {
  const row = codeCarbonRow(exampleRecord, names);
  expect(row.energy_consumed).toBeCloseTo((3600 * 1.2) / 3.6e6, 12);
  expect(row.cpu_energy).toBeCloseTo((3500 * 1.2) / 3.6e6, 12);
  expect(row.cpu_power).toBeCloseTo(35 * 1.2, 10);
  expect(row.ram_energy).toBeCloseTo((100 * 1.2) / 3.6e6, 12);
  expect(row.emissions).toBeCloseTo(0.0004104, 12);
  expect(row.emissions_rate).toBeCloseTo(0.000004104, 14);
  expect([row.water_consumed, row.wue, row.pue, row.duration, row.ram_total_size]).toEqual([0.0018, 1.8, 1.2, 100, 24]);
  expect([row.country_name, row.country_iso_code, row.region]).toEqual(["Germany", "DEU", null]);
});

test("what was not measured is an empty cell, never 0", () => {
  const cells = csvLine(codeCarbonRow(unmeasuredRecord, names)).split(",");
  expect(csvLine(codeCarbonRow(exampleRecord, names))).not.toMatch(/,0,/);
  for (const column of ["emissions", "energy_consumed", "cpu_energy", "gpu_energy", "water_consumed", "pue", "wue", "country_iso_code", "gpu_count", "cpu_utilization_percent"] as const)
    expect(csvLine(codeCarbonRow(unmeasuredRecord, { ...names, project: null }), [column])).toBe("");
  expect(cells.length).toBeGreaterThanOrEqual(columns.length);
});

test("psys, which is processor and memory together, is in the sum and in neither of them", () => {
  const machine = { ...exampleRecord.components[0]!, name: "machine" as const };
  const row = codeCarbonRow({ ...exampleRecord, components: [machine] }, names);
  expect([row.cpu_energy, row.ram_energy]).toEqual([null, null]);
  expect(row.energy_consumed).toBeGreaterThan(0);
});

test("a zone that is part of a country is its region", () => {
  const conversion = { ...exampleRecord.conversion, grid: { ...exampleRecord.conversion.grid, zone: "US-CAL-CISO" } };
  expect(codeCarbonRow({ ...exampleRecord, conversion }, names)).toMatchObject({ country_name: "United States", country_iso_code: "USA", region: "US-CAL-CISO" });
});

test("cells with commas and quotes are quoted as RFC 4180 has it", () => {
  expect(csvLine(codeCarbonRow(exampleRecord, names), ["project_name", "cpu_model", "pue"])).toBe('"digits, small","AMD EPYC 9354, 32-Core",1.2');
  expect(csvLine({ project_name: 'a "b"' }, ["project_name"])).toBe('"a ""b"""');
});

test("a file takes our lines if it has the same columns in any order, and else says which differ", () => {
  const header = headerCells(`\uFEFF${[...columns].toReversed().map((column) => `"${column}"`).join(",")}\r`);
  expect(headerProblem(header)).toBeNull();
  expect(csvLine(codeCarbonRow(exampleRecord, names), header).split(",")[0]).toBe("1.8");
  expect(headerProblem(columns.filter((column) => column !== "wue"))).toBe('it lacks "wue"');
  expect(headerProblem([...columns, "wue", "loss"])).toBe('it has "loss"; it has twice "wue"');
  expect(headerProblem(["epoch", "loss"])).toMatch(/^it lacks "timestamp", .* and 33 more; it has "epoch", "loss"$/);
});
