import { expect, test } from "@jest/globals";
import { fieldsOf, parseSample, sampleArguments } from "./nvidia-smi-query.ts";
import { HELP, HELP_WITH_ENERGY } from "./test-gpus.ts";

test("a driver without a field of energy has its mean power, one with it that", () => {
  expect(fieldsOf(HELP)).toEqual({ energy: null, power: "power.draw.average" });
  expect(fieldsOf(HELP_WITH_ENERGY)).toEqual({ energy: "total_energy_consumption", power: "power.draw.average" });
});
test("an old driver has its last power; a strange one nothing", () => {
  expect(fieldsOf('"power.draw"\nThe last measured "power.draw.instant".\n')).toEqual({ energy: null, power: "power.draw" });
  expect(fieldsOf("command not found")).toEqual({ energy: null, power: null });
});
test("a query names devices by UUID and repeats itself", () => {
  expect(sampleArguments("power.draw", ["GPU-a", "GPU-b"], 100)).toEqual(["--id=GPU-a,GPU-b", "--query-gpu=timestamp,uuid,power.draw", "--format=csv,noheader", "-lms", "100"]);
});

const time = Date.UTC(2026, 2, 5, 14, 22, 11, 123) / 1000;
test.each<[string, number | null]>([["71.20 W", 71.2], ["123456 mJ", 123.456], ["12 J", 12], ["[N/A]", null], ["[Unknown Error]", null], ["71.20", null], ["71 C", null]])("%s is %d", (text, value) => {
  expect(parseSample(`2026/03/05 14:22:11.123, GPU-a, ${text}`)).toEqual({ at: time, uuid: "GPU-a", value });
});
test.each(["", "timestamp, uuid, power.draw [W]", "2026/03/05 14:22:11.123, GPU-a", "NVIDIA-SMI has failed"])("%j is no sample", (line) => expect(parseSample(line)).toBeNull());
