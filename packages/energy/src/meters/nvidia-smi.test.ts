import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { afterEach, describe, expect, test } from "@jest/globals";
import { nvidiaSmi } from "./nvidia-smi.ts";
import type { CounterMeter, CounterReading, Host } from "./open-meter.ts";
import { DEVICES, FIRST, FakeGpus, HELP_WITH_ENERGY, SECOND } from "./nvidia/test-gpus.ts";

const machines: FakeGpus[] = [];
const meters: CounterMeter[] = [];
afterEach(() => {
  meters.splice(0).forEach((meter) => meter.close());
  machines.splice(0).forEach((machine) => machine.remove());
});
const machineWith = (files: ConstructorParameters<typeof FakeGpus>[0] = {}): FakeGpus => {
  machines.push(new FakeGpus(files));
  return machines.at(-1)!;
};
async function open(host: Host): Promise<CounterMeter[]> {
  const opened = await nvidiaSmi.open(host);
  if ("unavailable" in opened) throw new Error(opened.unavailable);
  meters.push(...(opened as CounterMeter[]));
  return opened as CounterMeter[];
}
/** Reads until what was printed has arrived. */
async function readUntil(meter: CounterMeter, arrived: (reading: CounterReading) => boolean): Promise<CounterReading> {
  for (;;) {
    const reading = meter.read();
    if (arrived(reading)) return reading;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
const onUnix = process.platform === "win32" ? describe.skip : describe;

onUnix("power that is sampled", () => {
  test("is integrated for each device by its UUID", async () => {
    const machine = machineWith();
    machine.print(0, { [FIRST]: "100.00 W", [SECOND]: "50.00 W" });
    const [first, second] = await open(machine.host());
    expect(first).toMatchObject({ id: "nvidia-smi", component: "gpu", device: FIRST, method: "SAMPLED", boundary: "COMPONENT", source: expect.stringMatching(/power\.draw\.average.*never tried on a real GPU by us/) as unknown });
    machine.seconds = 1;
    for (const tenth of [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]) machine.print(tenth / 10, { [FIRST]: `${100 + 20 * tenth} W`, [SECOND]: "50.00 W" });
    expect((await readUntil(first!, ({ joules }) => joules > 199)).joules).toBeCloseTo(200, 6);
    expect((await readUntil(second!, ({ joules }) => joules > 49)).joules).toBeCloseTo(50, 6);
    expect(first!.health()).toMatchObject({ failedReads: 0, flags: ["gpu-never-tried"] });
    expect(first!.raw()).toMatchObject([{ unit: "W·s", start: 0, maxRange: null }]);
    expect(machine.asked().asked).toBe(`--id=${FIRST},${SECOND} --query-gpu=timestamp,uuid,power.draw.average --format=csv,noheader -lms 100`);
  });
  test("has wider factors than a counter, and wider ones for short windows", async () => {
    const machine = machineWith();
    machine.print(0, { [FIRST]: "100 W", [SECOND]: "100 W" });
    expect([60, 30, 1].map((await open(machine.host()))[0]!.factorAt!)).toEqual([1.1, 1.25, 1.5]);
  });
  test("of a device that falls silent is pending, and it is said", async () => {
    const machine = machineWith();
    machine.print(0, { [FIRST]: "100 W", [SECOND]: "100 W" });
    const [first] = await open(machine.host());
    machine.seconds = 10;
    expect(first!.read().pending).toEqual({ joules: 1000, lowJoules: 0, highJoules: 6000 });
    expect(first!.health().flags).toContain("failed-read");
  });
  test("ends where the program ends, without an error", async () => {
    const machine = machineWith();
    machine.print(0, { [FIRST]: "100 W", [SECOND]: "100 W" });
    const [first] = await open(machine.host());
    machine.end();
    machine.seconds = 2;
    await readUntil(first!, () => first!.health().flags.includes("gpu-reader-ended"));
    expect(first!.read().pending.highJoules).toBeGreaterThan(0);
  });
});

onUnix("NVML's counter, where nvidia-smi has it", () => {
  test("is read in mJ, as a counter, with factors by the length of a window", async () => {
    const machine = machineWith({ help: HELP_WITH_ENERGY });
    machine.print(0, { [FIRST]: "5000000 mJ", [SECOND]: "7000000 mJ" });
    const [first] = await open(machine.host());
    expect(first).toMatchObject({ method: "COUNTER", boundary: "COMPONENT", factor: 1.05, source: expect.stringMatching(/total_energy_consumption/) as unknown });
    expect([60, 59, 5, 4].map(first!.factorAt!)).toEqual([1.05, 1.1, 1.1, 1.25]);
    machine.seconds = 60;
    machine.print(60, { [FIRST]: "11000000 mJ", [SECOND]: "7000000 mJ" });
    expect((await readUntil(first!, ({ joules }) => joules > 0)).joules).toBeCloseTo(6000, 6);
    expect(first!.raw()).toEqual([{ path: `nvidia-smi total_energy_consumption of ${FIRST}`, unit: "mJ", start: 5_000_000, end: 11_000_000, maxRange: null, wraps: 0 }]);
  });
  test("that falls was loaded anew: never negative, filled and said", async () => {
    const machine = machineWith({ help: HELP_WITH_ENERGY, devices: DEVICES.split("\n")[0]! + "\n" });
    machine.print(0, { [FIRST]: "5000000 mJ" });
    const [meter] = await open(machine.host());
    for (const [seconds, millijoules] of [[10, 6_000_000], [20, 400_000], [30, 1_400_000]] as const) {
      machine.seconds = seconds;
      machine.print(seconds, { [FIRST]: `${millijoules} mJ` });
      await readUntil(meter!, () => meter!.health().reads >= seconds / 10 + 1);
    }
    expect(meter!.read()).toMatchObject({ joules: 3000, lowJoules: 2000, highJoules: 8000 });
    expect(meter!.health()).toMatchObject({ resets: 1, flags: expect.arrayContaining(["counter-reset"]) as unknown });
  });
  test("that a device does not have leaves its power", async () => {
    const machine = machineWith({ help: HELP_WITH_ENERGY });
    machine.print(0, { [FIRST]: "[N/A]", [SECOND]: "100 W" });
    const opened = await nvidiaSmi.open(machine.host());
    expect(opened).toEqual({ unavailable: expect.stringMatching(/total_energy_consumption: NVIDIA A100.*no such figure; power\.draw\.average: .*no such figure/) as unknown });
  });
});

onUnix("only visible devices are counted, or the reason is told why none is", () => {
  test("the one that CUDA_VISIBLE_DEVICES names", async () => {
    const machine = machineWith();
    machine.print(0, { [SECOND]: "100 W" });
    expect((await open(machine.host({ visibleDevices: { cuda: "1", container: null, order: null } }))).map(({ device }) => device)).toEqual([SECOND]);
  });
  test.each<[string, RegExp, Partial<Host>, string?]>([
    ["none visible", /makes no device visible/, { visibleDevices: { cuda: "", container: null, order: null } }],
    ["a part of one", /part of a device \(MIG\)/, { visibleDevices: { cuda: "MIG-1234", container: null, order: null } }],
    ["one divided", /is divided into parts \(MIG\)/, {}, DEVICES.replace("Disabled", "Enabled")],
    ["no device", /lists no device/, {}, "No devices were found\n"],
    ["no program", /there is no .*: no device of NVIDIA/, { nvidiaSmi: "/nowhere/nvidia-smi" }],
  ])("%s", async (_, reason, known, devices = DEVICES) => {
    expect(await nvidiaSmi.open(machineWith({ devices }).host(known))).toMatchObject({ unavailable: expect.stringMatching(reason) as unknown });
  });
});

const gone = async (pid: number): Promise<void> => {
  for (;;) {
    try {
      process.kill(pid, 0);
    } catch {
      return;
    }
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
};
onUnix("the sampling program", () => {
  test("ends with the last meter that is closed, and closing again is nothing", async () => {
    const machine = machineWith();
    machine.print(0, { [FIRST]: "100 W", [SECOND]: "100 W" });
    const [first, second] = await open(machine.host());
    first!.close();
    expect(second!.read().joules).toBe(0);
    second!.close();
    second!.close();
    await gone(machine.asked().pid);
  });

  const script = (machine: FakeGpus, then: string): string[] => {
    const source = (name: string): string => JSON.stringify(fileURLToPath(new URL(name, import.meta.url)));
    return ["--input-type=module", "-e", `
      const { nvidiaSmi } = await import(${source("nvidia-smi.ts")});
      const { readHost } = await import(${source("../hardware/host.ts")});
      const opened = await nvidiaSmi.open(readHost({ nvidiaSmi: ${JSON.stringify(machine.host().nvidiaSmi)}, visibleDevices: { cuda: null, container: null, order: null } }));
      console.log(opened.length);
      ${then}`];
  };
  test("does not keep the process alive", async () => {
    const machine = machineWith();
    machine.print(0, { [FIRST]: "100 W", [SECOND]: "100 W" });
    const child = spawn(process.execPath, script(machine, ""), { stdio: ["ignore", "ignore", "inherit"] });
    expect(await once(child, "exit")).toEqual([0, null]);
    await gone(machine.asked().pid);
  });
  test("ends with a process that is killed", async () => {
    const machine = machineWith();
    machine.print(0, { [FIRST]: "100 W", [SECOND]: "100 W" });
    const child = spawn(process.execPath, script(machine, "setInterval(() => {}, 1000);"), { stdio: ["ignore", "pipe", "inherit"] });
    await once(child.stdout!, "data");
    child.kill("SIGKILL");
    await gone(machine.asked().pid);
  });
});
