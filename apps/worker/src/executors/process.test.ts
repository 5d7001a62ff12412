import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { processExecutor } from "./process.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "joulemark-process-"));
});
afterEach(() => rm(folder, { recursive: true }));

const job = (program: string) => ({ key: "AQ-1", folder, command: [process.execPath, "--input-type=module", "--eval", program, "--"], environment: { PATH: process.env["PATH"] ?? "" } });
const run = (program: string) => {
  const lines: string[] = [];
  return { lines, execution: processExecutor.start(job(program), (line) => lines.push(line)) };
};
const firstLine = async (lines: string[]): Promise<string> => {
  while (lines.length === 0) await new Promise((resolve) => setTimeout(resolve, 10));
  return lines[0]!;
};
const isAlive = async (pid: number): Promise<boolean> => !/^$|\) [ZX] /.test(await readFile(`/proc/${pid}/stat`, "utf8").catch(() => ""));
const gone = async (pid: number): Promise<void> => {
  while (await isAlive(pid)) await new Promise((resolve) => setTimeout(resolve, 10));
};

test("all lines are handed over before the end is told", async () => {
  const { lines, execution } = run('for (let i = 0; i < 20000; i++) console.log(i); console.error("why"); process.exitCode = 3;');
  expect(await execution.ended).toEqual({ exitCode: 3, signal: null, errorTail: "why\n" });
  expect(lines).toHaveLength(20_000);
});

test("it is told to run the folder, in the folder, with the environment given and no other", async () => {
  const { lines, execution } = run("console.log(JSON.stringify([process.argv.slice(2), process.cwd(), Object.keys(process.env)]))");
  await execution.ended;
  expect(JSON.parse(lines[0]!)).toEqual([["run", folder, "--watch-parent"].slice(1), folder, ["PATH"]]);
});

test("a stop lets it end by itself", async () => {
  const { lines, execution } = run('process.on("SIGTERM", () => process.exit(75)); setInterval(() => {}, 1000); console.log("ready")');
  await firstLine(lines);
  execution.stop(60_000);
  execution.stop(1);
  expect(await execution.ended).toMatchObject({ exitCode: 75, signal: null });
});

test("one that does not stop in its time is killed", async () => {
  const { lines, execution } = run('process.on("SIGTERM", () => {}); setInterval(() => {}, 1000); console.log("ready")');
  await firstLine(lines);
  execution.stop(50);
  expect(await execution.ended).toMatchObject({ exitCode: null, signal: "SIGKILL" });
});

test.each(["kill", "exit"])("what it has started ends with it (%s)", async (how) => {
  const { lines, execution } = run(`import { spawn } from "node:child_process"; const grandchild = spawn("sleep", ["600"], { stdio: "inherit" }); console.log(grandchild.pid); ${how === "exit" ? "setTimeout(() => process.exit(0), 50)" : ""}`);
  const grandchild = Number(await firstLine(lines));
  if (how === "kill") execution.kill();
  await execution.ended;
  await gone(grandchild);
});

test("a program that is not there is an end, not an exception", async () => {
  const execution = processExecutor.start({ ...job(""), command: ["/nowhere/engine"] }, () => undefined);
  expect(await execution.ended).toMatchObject({ exitCode: null, signal: null, errorTail: expect.stringContaining("ENOENT") });
  execution.kill();
});

test("one whose lines cannot be kept is killed, and the end says why", async () => {
  const execution = processExecutor.start(job('setInterval(() => console.log("on and on"), 5)'), () => {
    throw new Error("no space left on device");
  });
  expect(await execution.ended).toMatchObject({ signal: "SIGKILL", errorTail: "no space left on device" });
});

test("it ends when the process that started it is killed", async () => {
  const child = 'process.stdin.resume().on("close", () => process.exit(0)); setInterval(() => {}, 1000); console.log(process.pid)';
  const parent = join(folder, "parent.mjs");
  await writeFile(
    parent,
    `import { processExecutor } from ${JSON.stringify(new URL("./process.ts", import.meta.url).href)};
processExecutor.start(${JSON.stringify(job(child))}, (line) => console.log(line));`,
  );
  const starter = spawn(process.execPath, ["--disable-warning=ExperimentalWarning", fileURLToPath(`file://${parent}`)], { stdio: ["ignore", "pipe", "inherit"] });
  const [line] = (await once(starter.stdout.setEncoding("utf8"), "data")) as [string];
  expect(await isAlive(Number(line))).toBe(true);
  starter.kill("SIGKILL");
  await gone(Number(line));
});
