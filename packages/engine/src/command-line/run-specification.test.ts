import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import type { RunReport } from "../report.ts";
import { startCommand } from "../test-command.ts";

const root = mkdtempSync(join(tmpdir(), "joulemark-alone-"));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const specification = (change: object = {}): Record<string, unknown> => ({
  version: 1, name: "Alone", task: "digits", base: { layers: [{ type: "dense", units: 256, activation: "relu" }] }, pipeline: [{ technique: "train" }],
  training: { epochs: 40, batchSize: 32, optimizer: { type: "adam", learningRate: 0.001 } }, seeds: [3, 4], ...change,
});
function written(name: string, change: object = {}): string {
  const path = join(root, name);
  writeFileSync(path, JSON.stringify(specification(change)));
  return path;
}
const run = (path: string, out: string, ...more: string[]) => startCommand("run", path, "--out", join(root, out), "--inference-seconds", "0.05", ...more);
const bytesOf = (out: string, seed: number): Buffer => readFileSync(join(root, out, `seed-${seed}`, "out", "model.safetensors"));
const reportOf = (out: string, seed: number): RunReport => JSON.parse(readFileSync(join(root, out, `seed-${seed}`, "out", "report.json"), "utf8")) as RunReport;

describe("a specification without a platform", () => {
  const path = written("whole.json");
  let ended: Awaited<ReturnType<typeof startCommand>["ended"]>;
  beforeAll(async () => {
    ended = await run(path, "whole").ended;
  });

  test("gives a model and a report for each seed, and one page for all", () => {
    expect(ended.code).toBe(0);
    expect(readdirSync(join(root, "whole")).toSorted()).toEqual(["report.html", "seed-3", "seed-4"]);
    expect(reportOf("whole", 4)).toMatchObject({ outcome: "SUCCEEDED", seed: 4, network: { label: "64-256-10" } });
    const page = readFileSync(join(root, "whole", "report.html"), "utf8");
    expect(page.match(/<svg/g)!.length).toBe(3);
    expect(page).toContain("<h1>Alone</h1>");
  });
  test("gives a model that `inspect` reads", async () => {
    const { stdout } = await startCommand("inspect", join(root, "whole", "seed-4", "out", "model.safetensors")).ended;
    expect(JSON.parse(stdout)).toMatchObject({ kind: "model", label: "64-256-10", parameterCount: 19210 });
  });
  test("says where it is on standard error in plain lines, and the figures and files on standard output", () => {
    expect(ended.stderr).toMatch(/^seed 4 \(2 of 2\): 100 %, step 1,520\/1,520, loss /m);
    expect(ended.stderr).not.toContain("\u001b");
    expect(ended.stdout).toMatch(/^seed 3: accuracy 9\d\.\d % \(.* J .*to train, .*per 1,000 inferences/m);
    expect(ended.stdout).toContain(join(root, "whole", "report.html"));
  });
  test("is not begun again where it has begun before, unless it shall go on; then what is done is left as it is", async () => {
    const again = await run(path, "whole").ended;
    expect(again).toMatchObject({ code: 2, stderr: expect.stringMatching(/seed-3 holds a run already.*--resume/) as unknown });
    const before = reportOf("whole", 3);
    expect(await run(path, "whole", "--resume").ended).toMatchObject({ code: 0, stderr: "seed 3: done before.\nseed 4: done before.\n" });
    expect(reportOf("whole", 3)).toEqual(before);
  });
  test("does not go on where something has changed that bits depend on", async () => {
    const changed = written("changed.json", { training: { epochs: 40, batchSize: 32, optimizer: { type: "adam", learningRate: 0.002 } } });
    expect(await run(changed, "whole", "--resume").ended).toMatchObject({ code: 2, stderr: expect.stringMatching(/training\.optimizer\.learningRate is not what it was/) as unknown });
    expect(await run(path, "whole", "--resume", "--threads", "2").ended).toMatchObject({ code: 2, stderr: expect.stringMatching(/began with 1 thread\(s\), not 2/) as unknown });
  });

  test.each([
    ["Ctrl-C exits with 75 after a checkpoint and says how to go on; it", "SIGINT", 75],
    ["SIGKILL", "SIGKILL", null],
  ] as const)("after %s goes on to the same bytes", async (_, signal, code) => {
    const first = run(path, signal);
    await first.untilError(/seed 3 .*: [3-9]0 %/);
    first.child.kill(signal);
    const { stderr, ...rest } = await first.ended;
    expect(rest.code).toBe(code);
    if (signal === "SIGINT") expect(stderr).toContain(`To go on: joulemark-engine run ${path} --out ${join(root, signal)} --resume`);
    const second = await run(path, signal, "--resume").ended;
    expect(second.code).toBe(0);
    expect(second.stderr).toMatch(/seed 3 .*: Going on after step [1-9]/);
    for (const seed of [3, 4]) {
      expect(bytesOf(signal, seed).equals(bytesOf("whole", seed))).toBe(true);
      expect(reportOf(signal, seed).metrics).toEqual(reportOf("whole", seed).metrics);
    }
  });

  test("may begin from a model on disk, and goes on only from the same one", async () => {
    const model = join(root, "whole", "seed-3", "out", "model.safetensors");
    const from = written("from.json", { base: { file: model }, training: { epochs: 1 }, seeds: [5] });
    expect((await run(from, "from").ended).code).toBe(0);
    const copy = join(root, "base.safetensors");
    writeFileSync(copy, bytesOf("whole", 3));
    const copied = written("copied.json", { base: { file: copy }, training: { epochs: 1 }, seeds: [5] });
    expect((await run(copied, "copied").ended).code).toBe(0);
    expect(bytesOf("copied", 5).equals(bytesOf("from", 5))).toBe(true);
    writeFileSync(copy, bytesOf("whole", 4));
    expect(await run(copied, "copied", "--resume").ended).toMatchObject({ code: 2, stderr: expect.stringMatching(/base\.file holds other weights/) as unknown });
  });

  test("may learn from several models on disk, goes on only from the same ones, and says which it cannot read", async () => {
    const [second, onnx] = [join(root, "second.safetensors"), join(root, "third.onnx")];
    writeFileSync(second, bytesOf("whole", 4));
    expect((await startCommand("convert", second, onnx).ended).code).toBe(0);
    const step = { technique: "distill", student: { layers: [{ type: "dense", units: 16, activation: "relu" }] }, teachers: [{ file: second, weight: 1 }, { file: onnx, weight: 0.5 }] };
    const from = { base: { file: join(root, "whole", "seed-3", "out", "model.safetensors") }, training: { epochs: 8 }, seeds: [5] };
    expect((await run(written("taught.json", { ...from, pipeline: [step] }), "taught").ended).code).toBe(0);
    expect(reportOf("taught", 5)).toMatchObject({ outcome: "SUCCEEDED", network: { label: "64-16-10" } });
    expect(reportOf("taught", 5).metrics[0]!.value).toBeGreaterThan(0.6);
    writeFileSync(second, bytesOf("whole", 3));
    expect(await run(written("taught.json", { ...from, pipeline: [step] }), "taught", "--resume").ended).toMatchObject({ code: 2, stderr: expect.stringMatching(/second\.safetensors holds other weights/) as unknown });
    const missing = written("missing.json", { ...from, pipeline: [{ ...step, teachers: [{ file: join(root, "none.onnx"), weight: 1 }] }] });
    expect(await run(missing, "missing").ended).toMatchObject({ code: 2, stderr: expect.stringMatching(/pipeline\.0\.teachers\.0\.file: .*none\.onnx/) as unknown });
  });
});

test("a run that fails is reported, the other seeds go on, and the exit code says so", async () => {
  const { code, stdout } = await run(written("fails.json", { training: { epochs: 1 }, budget: { maxCost: { value: 1, currency: "XXX" } } }), "fails").ended;
  expect(code).toBe(3);
  expect(stdout).toMatch(/^seed 3: FAILED\. INVALID_INPUT/m);
  expect(stdout).toMatch(/^seed 4: FAILED/m);
});

test("the budget is that of all seeds together, also after an interruption; with more of it the run goes on", async () => {
  const training = { epochs: 20, batchSize: 32 };
  expect((await run(written("free.json", { training }), "free").ended).code).toBe(0);
  const [first, second] = [3, 4].map((seed) => reportOf("free", seed).trainingEnergy!.value) as [number, number];
  // Too little for either.
  const budget = { maxEnergyJoules: Math.max(first, second) * 0.2 };
  const { code, stdout } = await run(written("tight.json", { training, budget }), "tight").ended;
  expect(code).toBe(3);
  expect(stdout).toMatch(/^seed 3: FAILED\. BUDGET_EXCEEDED: The energy budget is used up/m);
  expect(stdout).toMatch(/^seed 4: FAILED\. BUDGET_EXCEEDED: .* of the 0\.0 J that were left/m);
  const more = written("more.json", { training, budget: { maxEnergyJoules: 1e6 } });
  expect((await run(more, "tight", "--resume").ended).code).toBe(0);
  for (const seed of [3, 4]) expect(bytesOf("tight", seed).equals(bytesOf("free", seed))).toBe(true);
});

describe("refused with exit code 2, by the path of what is wrong:", () => {
  test.each([
    ["a parameter", written("a.json", { pipeline: [{ technique: "distill", temperature: -1 }] }), [], /a\.json: pipeline\.0\.temperature: /],
    ["an unknown key", written("b.json", { seed: 1 }), [], /b\.json: seed: Unknown key "seed"/],
    ["a registered version", written("c.json", { base: { modelVersion: "x" } }), [], /base\.modelVersion/],
    ["a base that is not there", written("d.json", { base: { file: join(root, "none") } }), [], /base\.file: There is no .*none/],
    ["a base that is no model", written("e.json", { base: { file: written("f.json") } }), [], /base\.file: .*f\.json is no model that is read here/],
    ["threads", written("g.json"), ["--threads", "many"], /--threads must be a whole number.*many/],
    ["an unknown option", written("h.json"), ["--colour"], /--colour/],
  ])("%s", async (_, path, more, message) => {
    const { code, stderr } = await run(path, "refused", ...more).ended;
    expect(stderr).toMatch(message);
    expect(code).toBe(2);
  });
  test("a file that is no JSON", async () => {
    const path = join(root, "no.json");
    writeFileSync(path, "{ version: 1 }");
    expect(await run(path, "refused").ended).toMatchObject({ code: 2, stderr: expect.stringMatching(/no\.json is no JSON/) as unknown });
  });
  test("an unknown command", async () => {
    expect(await startCommand("train", "x").ended).toMatchObject({ code: 2, stderr: expect.stringMatching(/There is no command train/) as unknown });
  });
});

test("`list` shows every technique with its parameters, and `list --json` the same as JSON", async () => {
  const [text, json] = await Promise.all([startCommand("list").ended, startCommand("list", "--json").ended]);
  expect(text.stdout).toMatch(/^ {4}temperature: number \(> 0, ≤ 100; default 4\)$/m);
  const { techniques } = JSON.parse(json.stdout) as { techniques: { id: string }[] };
  for (const { id } of techniques) expect(text.stdout).toContain(`\n  ${id}: `);
});
