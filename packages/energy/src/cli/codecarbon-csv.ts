import { threeLettersOf, twoLettersOf } from "../countries.ts";
import type { EnergyRecord } from "../energy-record.ts";
import type { ComponentName } from "../meters/open-meter.ts";
import { joulesToKwh } from "../units.ts";

/** Columns of CodeCarbon 3.3.2's emissions.csv, in its order. */
export const columns = [
  "timestamp", "project_name", "run_id", "experiment_id", "duration", "emissions", "emissions_rate", "cpu_power", "gpu_power", "ram_power", "cpu_energy", "gpu_energy", "ram_energy", "energy_consumed", "water_consumed",
  "country_name", "country_iso_code", "region", "cloud_provider", "cloud_region", "os", "python_version", "codecarbon_version", "cpu_count", "cpu_model", "gpu_count", "gpu_model", "longitude", "latitude", "ram_total_size", "tracking_mode",
  "cpu_utilization_percent", "gpu_utilization_percent", "ram_utilization_percent", "ram_used_gb", "on_cloud", "pue", "wue",
] as const;

type Column = (typeof columns)[number];
/** What is null or left away is not known and stays empty: never 0. */
export type CodeCarbonRow = Partial<Record<Column, string | number | null>>;

const BYTES_PER_GIB = 2 ** 30;

/** Their clock time is the local one, without a zone. */
function localTime(rfc3339: string): string {
  const at = new Date(rfc3339);
  return new Date(at.getTime() - at.getTimezoneOffset() * 60_000).toISOString().slice(0, 19);
}

/** Null where a part is not known. */
const sumOf = (parts: (number | null)[]): number | null => (parts.length === 0 ? null : parts.reduce((sum, part) => (sum === null || part === null ? null : sum + part)));

function place(zone: string | null): CodeCarbonRow {
  const country = zone === null ? undefined : twoLettersOf(zone);
  if (!country) return {};
  return { country_name: new Intl.DisplayNames(["en"], { type: "region" }).of(country) ?? null, country_iso_code: threeLettersOf(country) ?? null, region: zone !== country && zone !== threeLettersOf(country) ? zone : null };
}

/**
 * A record in CodeCarbon's words: kWh, W, kg and L. As theirs, energies and powers contain the building's overhead where a PUE is known, and water
 * is what the record has (of IT energy, not of IT energy × PUE as theirs).
 * @param names what tells rows apart
 */
export function codeCarbonRow(record: EnergyRecord, { runId, project }: { runId: string; project: string | null }): CodeCarbonRow {
  const { components, conversion, wallSeconds, carbon, water, host, sampler } = record;
  const { pue, grid } = conversion;
  const joulesOf = (name: ComponentName): number | null => sumOf(components.filter((component) => component.name === name).map(({ energy }) => energy?.value ?? null));
  const kwh = (joules: number | null): number | null => (joules === null ? null : joulesToKwh(joules) * (pue?.value ?? 1));
  const watts = (joules: number | null): number | null => (joules === null || wallSeconds === 0 ? null : (joules * (pue?.value ?? 1)) / wallSeconds);
  const kilograms = carbon && carbon.value / 1000;
  const [cpu, gpu, ram] = [joulesOf("cpu"), joulesOf("gpu"), joulesOf("dram")];
  return {
    timestamp: localTime(record.endedAt),
    project_name: project,
    run_id: runId,
    duration: wallSeconds,
    emissions: kilograms,
    emissions_rate: kilograms === null || wallSeconds === 0 ? null : kilograms / wallSeconds,
    cpu_power: watts(cpu), gpu_power: watts(gpu), ram_power: watts(ram),
    cpu_energy: kwh(cpu), gpu_energy: kwh(gpu), ram_energy: kwh(ram),
    energy_consumed: kwh(record.energy?.value ?? null),
    water_consumed: water && water.value,
    ...place(grid.zone),
    os: host.operatingSystem,
    codecarbon_version: `joulemark-energy ${sampler.version}`, // theirs tells who wrote a row
    cpu_count: host.threads, cpu_model: host.processor, ram_total_size: host.memoryBytes / BYTES_PER_GIB,
    tracking_mode: "process",
    pue: pue && pue.value,
    wue: conversion.water && conversion.water.litresPerKwh,
  };
}

const quoted = (cell: string): string => (/[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell);

/** A line of the file, without line end, in the order of its header. */
export const csvLine = (row: CodeCarbonRow, order: readonly string[] = columns): string => order.map((column) => quoted(String(row[column as Column] ?? ""))).join(",");

/** Why a file with this header cannot take our rows; null where it can: the same columns, in any order. */
export function headerProblem(header: readonly string[]): string | null {
  const missing = columns.filter((column) => !header.includes(column));
  const foreign = header.filter((column) => !(columns as readonly string[]).includes(column));
  const doubled = header.filter((column, at) => header.indexOf(column) !== at);
  if (missing.length + foreign.length + doubled.length === 0) return null;
  const named = (words: string, list: readonly string[]): string[] => (list.length === 0 ? [] : [`${words} ${list.slice(0, 5).map((column) => JSON.stringify(column)).join(", ")}${list.length > 5 ? ` and ${list.length - 5} more` : ""}`]);
  return [...named("it lacks", missing), ...named("it has", foreign), ...named("it has twice", doubled)].join("; ");
}

/** The cells of a header line, which may be quoted; with or without a byte order mark. */
export const headerCells = (line: string): string[] => line.replace(/^\uFEFF/, "").trimEnd().split(",").map((cell) => cell.trim().replace(/^"(.*)"$/, "$1"));
