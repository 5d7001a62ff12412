import { expect, test } from "@jest/globals";
import { parseProcessStat, readProcessStat } from "./process-stat.ts";

test("a name with parentheses and spaces does not shift the fields", () => {
  const text = "7 (a) S (b) S 3 1 1 0 -1 0 21 22 23 24 12 5 30 4 20 0 6 0 995 1000 2000";
  expect(parseProcessStat(text)).toEqual({ pid: 7, parent: 3, start: 995, own: 17, waited: 34, waitedFaults: 22, threads: 6, zombie: false });
  expect(parseProcessStat(text.replace(") S 3", ") Z 3")).zombie).toBe(true);
});

test("a text of another form is an error that shows it, not a process with 0 seconds", () => {
  expect(() => parseProcessStat("7 (a) S 3")).toThrow(/proc_pid_stat.*7 \(a\) S 3/);
});

const onLinux = process.platform === "linux" ? test : test.skip;
onLinux("this process is read as it is, and one that is not there is null", () => {
  expect(readProcessStat("/proc", process.pid)).toMatchObject({ pid: process.pid, parent: process.ppid, zombie: false });
  expect(readProcessStat("/proc", 2 ** 30)).toBeNull();
});
