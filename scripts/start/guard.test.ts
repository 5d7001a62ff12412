import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { expect, test } from "@jest/globals";
import { processBegan } from "../exclusive-lock.mjs";
import { waitUntil } from "./health.ts";

const guardModule = fileURLToPath(new URL("guard.ts", import.meta.url));
const supervisor = (then: string) => `
  import { spawn } from "node:child_process";
  import { startGuard } from ${JSON.stringify(guardModule)};
  const guard = startGuard();
  const child = spawn("sleep", ["1000"], { detached: true, stdio: "ignore" });
  guard.watch([{ pid: child.pid, signal: "SIGTERM" }]);
  console.log(JSON.stringify({ child: child.pid, guard: guard.pid }));
  ${then}
`;

async function runSupervisor(then: string): Promise<{ child: number; guard: number; kill: () => void; ended: Promise<unknown> }> {
  const { NODE_OPTIONS: _, ...env } = process.env;
  const running = spawn(process.execPath, ["--input-type=module", "-e", supervisor(then)], { stdio: ["ignore", "pipe", "inherit"], env });
  const ended = new Promise((resolve) => running.on("exit", resolve));
  const line = await new Promise<string>((resolve) => running.stdout.once("data", (chunk: Buffer) => resolve(chunk.toString("utf8"))));
  return { ...(JSON.parse(line) as { child: number; guard: number }), kill: () => running.kill("SIGKILL"), ended };
}
const ends = (pid: number) => waitUntil(`the end of ${pid}`, async () => processBegan(pid) === null || "it lives", 20);

test("what a killed supervisor leaves behind is ended, and then the guard itself", async () => {
  const { child, guard, kill } = await runSupervisor("setInterval(() => {}, 1000);");
  expect(processBegan(child)).not.toBeNull();
  kill();
  await ends(child);
  await ends(guard);
});

test("a guard that is dismissed ends without touching what still runs", async () => {
  const { child, guard, ended } = await runSupervisor("await guard.dismiss(); child.unref();");
  await ended;
  await ends(guard);
  expect(processBegan(child)).not.toBeNull();
  process.kill(child, "SIGKILL");
});
