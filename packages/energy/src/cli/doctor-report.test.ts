import { expect, test } from "@jest/globals";
import { doctorReport, summaryOf } from "./doctor-report.ts";
import { exampleRecord, unmeasuredRecord } from "./test-record.ts";

const findings = ({ host, ladder, conversion: { grid, price } }: typeof exampleRecord) => ({ host, ladder, grid, price });

test("every component has the rung taken, why not a better one, and the command that would allow it", () => {
  expect(doctorReport(findings(exampleRecord)).join("\n")).toMatchInlineSnapshot(`
"machine    AMD EPYC 9354, 32-Core, 4 threads, 24 GiB, Linux 6.1.0
processes  process-tree: processes are read from /proc
           not cgroup-v2: this process may make no cgroup below /user.slice
             → systemd-run --user --scope -p Delegate=yes -- joulemark-energy run -- …
processor  rapl: 1 package, read from /sys/class/powercap
memory     memory-size: 24 GiB
           not rapl: no dram zone
GPU        not measured: no meter for a GPU works here
           not nvml: nvidia-smi is not in PATH
             → install the driver of the GPU
grid zone  342 g CO2e/kWh, ×/÷ 1.3: average of zone DE (an example)
           0.21 EUR/kWh, ×/÷ 2: an example

In short: processor by rapl, memory by memory-size; not measured: GPU; CPU time by process-tree; 2 steps (→) would allow more."
`);
});

test("what is inside another figure, and a machine told by its parts, are not missing", () => {
  const ladder = [
    { component: "machine", method: "not-measured", taken: false, reason: "nothing counts this machine as a whole; its parts follow" },
    { component: "cpu", method: "watts-per-thread", taken: true, reason: "the best that this machine has" },
    { component: "dram", method: "not-measured", taken: false, reason: "inside the watts per thread of a whole server" },
    { component: "gpu", method: "not-measured", taken: false, reason: "no accelerator that can be read" },
  ] as const;
  expect(summaryOf({ ladder: [...ladder] })).toBe("processor by watts-per-thread; not measured: GPU; nothing we know of would allow more");
  expect(doctorReport({ ...findings(exampleRecord), ladder: [...ladder] })).toContain("memory         not apart: inside the watts per thread of a whole server");
});

test("a machine without meters is told so in one line, and so is one that lacks nothing", () => {
  expect(summaryOf(findings(unmeasuredRecord))).toBe("no component can be measured here; not measured: processor; nothing we know of would allow more");
  expect(summaryOf({ ladder: [{ component: "machine", method: "rapl", taken: true, reason: "psys" }] })).toBe("whole machine by rapl; nothing we know of would allow more");
  expect(doctorReport(findings(unmeasuredRecord)).join("\n")).toContain("export JOULEMARK_ZONE=DE");
});
