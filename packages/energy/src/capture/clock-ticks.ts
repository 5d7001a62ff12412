import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { endianness } from "node:os";

/** Key of the clock's ticks in the auxiliary vector. Source: getauxval(3), elf.h. */
const AT_CLKTCK = 17n;

let ofSystem: number | null | undefined;

/** Ticks a second in which `PROC/PID/stat` counts; null where the system does not say. */
export function clockTicksPerSecond(proc: string): number | null {
  try {
    return clockTicksIn(readFileSync(`${proc}/self/auxv`)) ?? ticksOfSystem();
  } catch {
    return ticksOfSystem(); // a /proc without it: another program knows
  }
}

/** Pairs of machine words, key and value. */
export function clockTicksIn(auxv: Buffer, wordBytes = ["arm", "ia32", "mips", "mipsel"].includes(process.arch) ? 4 : 8): number | null {
  const little = endianness() === "LE";
  const word = (at: number): bigint => {
    if (wordBytes === 4) return BigInt(little ? auxv.readUInt32LE(at) : auxv.readUInt32BE(at));
    return little ? auxv.readBigUInt64LE(at) : auxv.readBigUInt64BE(at);
  };
  for (let at = 0; at + 2 * wordBytes <= auxv.length; at += 2 * wordBytes) if (word(at) === AT_CLKTCK) return Number(word(at + wordBytes)) || null;
  return null;
}

function ticksOfSystem(): number | null {
  if (ofSystem !== undefined) return ofSystem;
  try {
    ofSystem = Number(execFileSync("getconf", ["CLK_TCK"], { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] })) || null;
  } catch {
    ofSystem = null; // no such program
  }
  return ofSystem;
}
