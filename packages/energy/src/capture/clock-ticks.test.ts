import { execFileSync } from "node:child_process";
import { endianness } from "node:os";
import { expect, test } from "@jest/globals";
import { clockTicksIn, clockTicksPerSecond } from "./clock-ticks.ts";

const words = (...values: number[]): Buffer => {
  const buffer = Buffer.alloc(values.length * 4);
  for (const [i, value] of values.entries()) {
    if (endianness() === "LE") buffer.writeUInt32LE(value, 4 * i);
    else buffer.writeUInt32BE(value, 4 * i);
  }
  return buffer;
};

test("the ticks stand behind key 17, in words of 4 bytes as of 8", () => {
  expect(clockTicksIn(words(6, 4096, 17, 1024, 0, 0), 4)).toBe(1024);
  const wide = endianness() === "LE" ? [6, 0, 4096, 0, 17, 0, 250, 0] : [0, 6, 0, 4096, 0, 17, 0, 250];
  expect(clockTicksIn(words(...wide), 8)).toBe(250);
  expect(clockTicksIn(words(6, 4096), 4)).toBeNull();
});

const onLinux = process.platform === "linux" ? test : test.skip;
onLinux("the kernel and getconf agree, and getconf is asked where /proc does not say", () => {
  const ticks = Number(execFileSync("getconf", ["CLK_TCK"], { encoding: "utf8" }));
  expect([clockTicksPerSecond("/proc"), clockTicksPerSecond("/nowhere")]).toEqual([ticks, ticks]);
});
