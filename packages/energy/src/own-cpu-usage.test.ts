import { expect, test } from "@jest/globals";
import { ownCpuUsage } from "./own-cpu-usage.ts";

test("a Node that does not tell a thread's CPU time tells the process's, in the same form", () => {
  const { threadCpuUsage } = process;
  Object.defineProperty(process, "threadCpuUsage", { value: undefined, configurable: true, writable: true });
  try {
    const before = ownCpuUsage();
    for (const until = process.cpuUsage().user + 20_000; process.cpuUsage().user < until; );
    const { user, system } = ownCpuUsage(before);
    expect(user + system).toBeGreaterThan(15_000);
  } finally {
    Object.defineProperty(process, "threadCpuUsage", { value: threadCpuUsage, configurable: true, writable: true });
  }
});
