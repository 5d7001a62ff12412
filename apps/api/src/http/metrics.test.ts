import { once } from "node:events";
import { readFile, statfs } from "node:fs/promises";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import express from "express";
import { openDatabase } from "../storage/db.ts";
import { readInstallation } from "../storage/installation-figures.ts";
import { startTestApi, type TestApi } from "../test-api.ts";
import { makeLab, shortTraining, submitRuns, testWorker } from "../test-worker.ts";
import { createLogger } from "./logger.ts";
import { createMetrics } from "./metrics.ts";
import { lintExposition, type MetricFamily, parseExposition } from "./test-exposition.ts";

let api: TestApi;
beforeAll(async () => {
  api = await startTestApi();
  await makeLab(api);
}, 60_000);
afterAll(() => api.close());

async function scrape(): Promise<MetricFamily[]> {
  const token = (await readFile(join(api.dataFolder, "metrics-token"), "utf8")).trim();
  const response = await fetch(`${api.url}/metrics`, { headers: { authorization: `Bearer ${token}` } });
  expect([response.status, response.headers.get("content-type")]).toEqual([200, "text/plain; version=0.0.4; charset=utf-8"]);
  return parseExposition(await response.text());
}
const valueOf = (families: MetricFamily[], name: string, labels: Record<string, string> = {}): number | undefined =>
  families.find((family) => family.name === name)?.samples.find((sample) => Object.entries(labels).every(([key, text]) => sample.labels[key] === text))?.value;

test("an installation without a run says 0 of what is counted, and what it runs on", async () => {
  const families = await scrape();
  expect(valueOf(families, "joulemark_attempts_total", { outcome: "LOST" })).toBe(0);
  expect(valueOf(families, "joulemark_attempts_lost_total", { reason: "LEASE" })).toBe(0);
  expect(valueOf(families, "joulemark_oldest_queued_run_seconds")).toBe(0);
  expect(valueOf(families, "joulemark_workers")).toBe(0);
  expect(valueOf(families, "joulemark_database_up")).toBe(1);
  expect(valueOf(families, "joulemark_build_info", { node: process.version })).toBe(1);
  const [size, free] = [valueOf(families, "joulemark_artifact_disk_size_bytes")!, valueOf(families, "joulemark_artifact_disk_free_bytes")!];
  expect(free).toBeGreaterThan(0);
  expect(size).toBeGreaterThanOrEqual(free);
});

test("a run that is waited for, executed, given back and lost is told as such, with its joules and its files", async () => {
  const runs = await submitRuns(api, { ...shortTraining("measured"), seeds: [1, 2, 3, 4] });
  const worker = testWorker(api);
  const [reported, released, expired] = [(await worker.claim())!, (await worker.claim())!, (await worker.claim())!];
  await worker.report(reported);
  await worker.heartbeat(released, { energyJoules: 5 });
  await worker.release(released);
  await api.db.run.update({ where: { id: (await api.db.attempt.findMany({ where: { state: "RUNNING" } }))[0]!.runId }, data: { leaseUntil: new Date(0) } });
  let families = await scrape();
  while (valueOf(families, "joulemark_attempts_lost_total", { reason: "LEASE" }) === 0) families = await scrape(); // the API's own sweeper comes by
  expect([runs.length, expired.attempt]).toEqual([4, 1]);
  expect(["SUCCEEDED", "QUEUED", "RUNNING"].map((state) => valueOf(families, "joulemark_runs", { state }))).toEqual([1, 3, 0]);
  expect(["SUCCEEDED", "LOST", "FAILED"].map((outcome) => valueOf(families, "joulemark_attempts_total", { outcome }))).toEqual([1, 2, 0]);
  expect(["LEASE", "RELEASE"].map((reason) => valueOf(families, "joulemark_attempts_lost_total", { reason }))).toEqual([1, 1]);
  expect(valueOf(families, "joulemark_energy_charged_joules_total", { method: "ESTIMATED", boundary: "PROCESS" })).toBe(12);
  expect(valueOf(families, "joulemark_energy_charged_joules_total", { method: "UNKNOWN", boundary: "UNKNOWN" })).toBe(5);
  expect(valueOf(families, "joulemark_workers")).toBe(1);
  expect(valueOf(families, "joulemark_worker_heard_seconds", { worker: "test", institution: "" })).toBeGreaterThanOrEqual(0);
  expect(valueOf(families, "joulemark_artifact_bytes")).toBe(Number((await api.db.blob.aggregate({ _sum: { sizeBytes: true } }))._sum.sizeBytes));
});

test("all of it is what Prometheus reads and its linter accepts, our own part of it named joulemark_", async () => {
  await api.db.worker.create({ data: { id: "operator:odd", name: 'a "quoted\\\n name', backend: "b", hardwareClass: "cpu/test/1" } });
  const families = await scrape();
  expect(lintExposition(families)).toEqual([]);
  expect(families.filter(({ name }) => !name.startsWith("joulemark_"))).toEqual([]);
  expect(valueOf(families, "joulemark_worker_heard_seconds", { worker: 'a \\"quoted\\\\\\n name' })).toBeGreaterThanOrEqual(0);
});

test("two readings at once tell no number that was not measured between them", async () => {
  const readings = await Promise.all(Array.from({ length: 20 }, scrape));
  expect(readings.flatMap(lintExposition)).toEqual([]);
  const least = readings.flatMap((families) => valueOf(families, "joulemark_nodejs_eventloop_lag_min_seconds") ?? []);
  expect(least.length).toBeLessThan(readings.length);
  expect(least.filter((seconds) => seconds > 3600)).toEqual([]);
});

test("every metric of our own stands in the operator's document with its labels, and what stands there, alerts included, is told", async () => {
  const document = await readFile(new URL("../../../../docs/operating.md", import.meta.url), "utf8");
  const told = (await scrape()).filter(({ name }) => !/^joulemark_(process|nodejs)_/.test(name));
  const labelsOf = ({ samples }: MetricFamily): string[] => [...new Set(samples.flatMap(({ labels }) => Object.keys(labels)))].filter((key) => key !== "le").toSorted();
  const table = [...document.matchAll(/^\| (`joulemark_[^|]*) \|/gm)].flatMap(([, cell]) => [...cell!.matchAll(/`(joulemark_\w+)(?:\{([^}]*)\})?`/g)].map(([, name, labels]) => [name!, labels ? labels.split(",").toSorted() : []] as const));
  expect(Object.fromEntries(table)).toEqual(Object.fromEntries(told.map((family) => [family.name, labelsOf(family)])));
  const used = [...document.matchAll(/\bjoulemark_[a-z_]+[a-z]/g)].map(([name]) => name).filter((name) => !/^joulemark_(process|nodejs)/.test(name));
  expect(used.filter((name) => !told.some((family) => family.name === name.replace(/_count$/, "")))).toEqual([]);
});

test("the linter finds what is wrong", () => {
  const wrong = "# HELP a_ms A.\n# TYPE a_ms gauge\na_ms 1\na_ms 2\n# HELP b B.\n# TYPE b counter\nb 1\n";
  expect(lintExposition(parseExposition(wrong))).toEqual(["a_ms is in no base unit", "a_ms has a sample twice", "b ends in _total just if it is a counter"]);
  expect(() => parseExposition('# HELP a A.\n# TYPE a gauge\na{b="c} 1\n')).toThrow("no sample");
  expect(() => parseExposition("a 1\n")).toThrow("no type");
});

test("where database and disk do not answer, the rest is told, and nothing of them that is old or 0", async () => {
  const warnings: string[] = [];
  const log = createLogger("silent");
  log.warn = (_fields: object, message?: string) => void warnings.push(message ?? "");
  const away = openDatabase("postgresql://nobody@127.0.0.1:1/none");
  const sources = { version: { version: "1", node: "v22", schema: "s" }, openStreams: () => 3, readInstallation: () => readInstallation(away), readDisk: async () => ({ ...(await statfs("/nowhere/at/all")), sizeBytes: 0, freeBytes: 0 }) };
  const server = express().get("/metrics", createMetrics("token", sources, log).answer).listen(0, "127.0.0.1");
  await once(server, "listening");
  try {
    const response = await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}/metrics`, { headers: { authorization: "Bearer token" } });
    const families = parseExposition(await response.text());
    expect(response.status).toBe(200);
    expect([valueOf(families, "joulemark_database_up"), valueOf(families, "joulemark_event_streams"), valueOf(families, "joulemark_build_info")]).toEqual([0, 3, 1]);
    expect(families.map(({ name }) => name).filter((name) => /runs|attempts|workers|joules|artifact/.test(name))).toEqual([]);
    expect(warnings).toEqual(expect.arrayContaining(["metrics go without the database", "metrics go without the disk"]));
  } finally {
    server.close();
    await away.$disconnect();
  }
});
