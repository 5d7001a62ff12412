import { expect, test } from "@jest/globals";
import { familyOf, hardwareClassOf, parseCpuInfo, readProcessor } from "./processor.ts";
import { processorFamilies } from "./processors.ts";

const cpuInfo = (vendor: string, family: number, model: number, name: string, stepping = 1) => `processor\t: 0\nvendor_id\t: ${vendor}\ncpu family\t: ${family}\nmodel\t\t: ${model}\nmodel name\t: ${name}\nstepping\t: ${stepping}\n\nprocessor\t: 1\nmodel\t\t: 99\n`;

test.each([
  ["AuthenticAMD", 25, 17, "AMD EPYC", "amd-epyc-zen4"],
  ["AuthenticAMD", 25, 1, "AMD EPYC 7713 64-Core Processor", "amd-epyc-zen3"],
  ["GenuineIntel", 6, 143, "Intel(R) Xeon(R) Platinum 8488C", "intel-xeon-sapphire-rapids"],
  ["AuthenticAMD", 25, 33, "AMD Ryzen 9 5950X", "unknown"],
  ["GenuineIntel", 6, 151, "12th Gen Intel(R) Core(TM) i9", "unknown"],
])("%s family %d model %d (%s) is %s", (vendor, family, model, name, slug) => {
  const identity = parseCpuInfo(cpuInfo(vendor, family, model, name));
  expect(identity).toEqual({ vendor, cpuFamily: family, modelNumber: model, model: name, stepping: 1 });
  expect(familyOf(identity).slug).toBe(slug);
});
test.each([
  [4, "unknown"], // Skylake
  [7, "intel-xeon-cascade-lake"],
  [11, "unknown"], // Cooper Lake
])("a Xeon of model 85 and stepping %d is %s: generations share the number", (stepping, slug) => {
  expect(familyOf(parseCpuInfo(cpuInfo("GenuineIntel", 6, 85, "Intel(R) Xeon(R)", stepping))).slug).toBe(slug);
});
test("a name that a hypervisor left empty does not take the next line's text", () => {
  expect(parseCpuInfo(cpuInfo("AuthenticAMD", 25, 17, "")).model).toBe("");
});
test("no two lines of the table claim one processor", () => {
  const overlaps = ([a, b]: [number, number], [c, d]: [number, number]): boolean => a <= d && c <= b;
  const all: [number, number] = [0, Infinity];
  processorFamilies.forEach((line, index) => {
    const others = processorFamilies.slice(index + 1).filter((other) => other.vendor === line.vendor && other.cpuFamily === line.cpuFamily);
    expect(others.filter((other) => overlaps(other.models, line.models) && overlaps(other.steppings ?? all, line.steppings ?? all))).toEqual([]);
  });
});
test("an unknown processor has a wider factor than any known one", () => {
  expect(familyOf({ vendor: "", cpuFamily: 0, modelNumber: 0, model: "", stepping: 0 })).toMatchObject({ slug: "unknown", factor: 3 });
  expect(processorFamilies.filter(({ factor }) => factor >= 3)).toEqual([]);
});
test("this machine's processor has threads and a name", () => {
  const processor = readProcessor();
  expect(processor.threads).toBeGreaterThan(0);
  expect(processor.model).not.toBe("");
});
test("a hardware class is kind, family and threads", () => expect(hardwareClassOf({ kind: "cpu", processorFamily: "amd-epyc-zen4", threads: 2 })).toBe("cpu/amd-epyc-zen4/2"));
