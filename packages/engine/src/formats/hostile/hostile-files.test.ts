import type { ChildProcessByStdio } from "node:child_process";
import { execFile, spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { Readable, Writable } from "node:stream";
import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, jest, test } from "@jest/globals";
import { hostileFiles } from "./test-hostile-files.ts";
import type { Opened } from "./test-opener.ts";

jest.setTimeout(60_000);
/** Of the process that opens the files, whose heap is 256 MiB at the most, and of that which reads HDF5. */
const MOST_MIB = { opener: 448, reader: 320 };
const MOST_MS = 30_000;
const command = fileURLToPath(new URL("../../../bin/joulemark-engine.mjs", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "joulemark-hostile-"));
const peaks = { opener: 0, reader: 0 };

class Opener {
  private readonly process: ChildProcessByStdio<Writable, Readable, Readable>;
  private readonly lines: AsyncIterator<string>;
  private told = "";

  constructor() {
    this.process = spawn(process.execPath, ["--disable-warning=ExperimentalWarning", "--max-old-space-size=256", fileURLToPath(new URL("./test-opener.ts", import.meta.url))], { stdio: ["pipe", "pipe", "pipe"], env: {} });
    this.process.stderr.on("data", (text: Buffer) => (this.told = (this.told + text.toString()).slice(-2000)));
    this.lines = createInterface({ input: this.process.stdout })[Symbol.asyncIterator]();
  }

  /** The most memory of a process that it began, by looking often. */
  private watchReader(): void {
    const { pid } = this.process;
    const children = `/proc/${pid}/task/${pid}/children`;
    if (!existsSync(children)) return;
    for (const child of readFileSync(children, "utf8").split(" ").filter(Boolean)) {
      const status = existsSync(`/proc/${child}/status`) ? readFileSync(`/proc/${child}/status`, "utf8") : "";
      peaks.reader = Math.max(peaks.reader, Number(/VmHWM:\s+(\d+) kB/.exec(status)?.[1] ?? 0) / 1024);
    }
  }

  /** @throws Error with what it said last, where it ended instead */
  async open(path: string): Promise<Opened> {
    this.process.stdin.write(`${path}\n`);
    const watching = setInterval(() => this.watchReader(), 10);
    const { done, value } = await this.lines.next();
    clearInterval(watching);
    if (done) throw new Error(`The process that opened ${path} ended: ${this.told}`);
    return JSON.parse(value) as Opened;
  }

  end(): void {
    this.process.stdin.end();
  }
}
let opener = new Opener();
afterAll(() => {
  opener.end();
  rmSync(folder, { recursive: true });
  console.info(`${hostileFiles.length} hostile files; most memory ${Math.round(peaks.opener)} MiB, of the reader of HDF5 ${Math.round(peaks.reader)} MiB.`);
});

/** Damage at random may lie where nothing tells it, among the weights. */
const mayBeRead = (name: string): boolean => name.startsWith("flipped-");

describe("ends in a refusal that says what is wrong, within its memory and time:", () => {
  test.each(hostileFiles.map((file) => [file.name, file] as const))("%s", async (name, { make, says }) => {
    const path = make(join(folder, name)) ?? join(folder, name);
    const opened = await opener.open(path).catch((error: unknown) => {
      opener = new Opener();
      throw error;
    });
    peaks.opener = Math.max(peaks.opener, opened.peakMib);
    expect(opened.fault).toBeNull();
    if (!mayBeRead(name)) expect(opened.refusals).toHaveLength(2);
    for (const { code, message } of opened.refusals) {
      expect(message).toMatch(says);
      expect(message).toContain(folder);
      expect(["INVALID_INPUT", "UNSUPPORTED", "CORRUPT"]).toContain(code);
    }
    expect(opened.peakMib).toBeLessThan(MOST_MIB.opener);
    expect(peaks.reader).toBeLessThan(MOST_MIB.reader);
    expect(opened.ms).toBeLessThan(MOST_MS);
  });
});

test.each(["lambda.keras", "cycle.h5", "overlapping.safetensors", "pipe"])("the command line says why it does not read %s, and ends with 2", async (name) => {
  const path = join(folder, `again-${name}`);
  hostileFiles.find((file) => file.name === name)!.make(path);
  const { code, stderr } = await new Promise<{ code: unknown; stderr: string }>((resolve) => execFile(process.execPath, [command, "inspect", path], { env: { ...process.env, NODE_OPTIONS: "" } }, (error, _stdout, told) => resolve({ code: error?.code, stderr: told })));
  expect(code).toBe(2);
  expect(stderr).toContain(path);
  expect(stderr).not.toMatch(/^\s+at /m);
  rmSync(path, { recursive: true });
});

test("nothing was written outside of the folder, and nothing unpacked within", () => {
  expect(existsSync(join(folder, "..", "..", "outside.txt"))).toBe(false);
  expect(readdirSync(folder).filter((name) => !hostileFiles.some((file) => name.startsWith(file.name)))).toEqual([]);
  expect(peaks.reader).toBeGreaterThan(0);
});
