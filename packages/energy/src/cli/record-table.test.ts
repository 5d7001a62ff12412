import { expect, test } from "@jest/globals";
import { recordTable } from "./record-table.ts";
import { exampleRecord, unmeasuredRecord } from "./test-record.ts";

test("a table shows every component with interval, method and boundary, and what follows from the sum", () => {
  expect(recordTable(exampleRecord).join("\n")).toMatchInlineSnapshot(`
"1 min 40 s, 3 min of CPU time; 100 % of the processes' CPU time seen (process-tree); measuring took 120 ms of CPU time

                     median       95 % interval      method     boundary   by
cpu                  3.50 kJ      3.33 … 3.68        COUNTER    COMPONENT  rapl, 50 % of 7.00 kJ by CPU time
dram                 100 J        50 … 190           ESTIMATED  PROCESS    memory-size
gpu                  not measured: no meter for a GPU works here
energy               3.60 kJ      3.40 … 3.85        ESTIMATED  COMPONENT  sum, 0.001 kWh
with the building    4.32 kJ      4.00 … 4.70        ESTIMATED  FACILITY   PUE 1.2
carbon               410 mg CO2e  310 … 540          ESTIMATED  FACILITY   DE, 342 g/kWh
water                1.80 mL      1.50 … 2.20        ESTIMATED  PROCESS    1.8 L/kWh
electricity          0.00025 EUR  0.00013 … 0.00050  ESTIMATED  FACILITY   0.21 EUR/kWh
renting              0.00310 USD                     DECLARED   NODE       0.1116 USD/h
owning               0.00200 EUR  exact              DECLARED   NODE
making the hardware  800 mg CO2e  300 … 2400         ESTIMATED  NODE       1.00 t CO2e over 35040 h
SCI                  100 mg CO2e  50 … 220           ESTIMATED  FACILITY   per 1,000 inferences, R = 12

Better ways that do not work here (what would allow them: joulemark-energy doctor):
  capture: cgroup-v2: this process may make no cgroup below /user.slice
  dram: rapl: no dram zone
  gpu: nvml: nvidia-smi is not in PATH

Mind:
  a process that detached itself (forked twice) escapes this way of counting, and nothing tells (detached-children-not-seen)"
`);
});

test("what was not measured says why, and what was not computed says what it would take", () => {
  const text = recordTable(unmeasuredRecord).join("\n");
  expect(text).toMatch(/cpu +not measured: nothing is known of this processor/);
  expect(text).toMatch(/carbon +not computed: no energy was measured/);
  expect(text).not.toMatch(/null|undefined|NaN| 0 /);
  const withoutPlace = recordTable({ ...exampleRecord, facilityEnergy: null, water: null, sci: null, conversion: { ...exampleRecord.conversion, pue: null, water: null } }).join("\n");
  expect(withoutPlace).toMatch(/with the building +not computed: give --pue/);
  expect(withoutPlace).toMatch(/water +not computed: give --wue/);
  expect(withoutPlace).toMatch(/SCI +not computed: give --embodied/);
});

test("a flag without words of its own is shown as it is", () => {
  expect(recordTable({ ...exampleRecord, flags: ["coverage-below-95-percent", "constructor", "new-flag"] }).slice(-3)).toEqual([
    "  less than 95 % of the processes' CPU time was seen: the figures are too low (coverage-below-95-percent)",
    "  constructor",
    "  new-flag",
  ]);
});
