// @ts-check
import { createHash } from "node:crypto";
import { createReadStream, existsSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { cacheFolder, makeInCache } from "./cache.mjs";
import { answers, runCommand } from "./command.mjs";
import { findPython } from "./toolchain.mjs";

export const libraryVersion = "2.21.0";
/** The names by which the addon asks for them: their SONAMEs. */
export const libraries = ["libtensorflow_cc.so.2", "libtensorflow_framework.so.2"];

/** The Python wheel whose libraries fit this machine, with the hash it must have; null where there is none. */
export const wheel = process.platform === "linux" && process.arch === "x64" ? { platform: "manylinux_2_27_x86_64", python: "3.11", sha256: "2b847d217b02ee7731ed91431daf3250daa0196c3c94614d23be27232e6e5b6c" } : null;

const unpacked = `tensorflow-${libraryVersion}`;

/**
 * TensorFlow's C library and its headers, from the cache or from the wheel. About 274 MB are downloaded; 1.2 GB stay in the cache.
 * @param {[string, string[]]} pip
 * @returns {Promise<{ folder: string, known: boolean }>} folder that holds the libraries and include/
 */
export async function fetchLibrary(pip) {
  const folder = join(cacheFolder, unpacked, "tensorflow");
  const known = [...libraries, "include"].every((name) => existsSync(join(folder, name)));
  if (!known) {
    const downloaded = await makeInCache(`${unpacked}-wheel`, (target) => download(pip, target));
    const file = join(downloaded, readdirSync(downloaded)[0] ?? "");
    await makeInCache(unpacked, (target) => unpack(file, target));
    rmSync(downloaded, { recursive: true }); // its 274 MB are not needed again
  }
  return { folder, known };
}

/**
 * @param {[string, string[]]} pip
 * @param {string} target
 */
async function download([command, parameters], target) {
  if (!wheel) throw new Error("there is no wheel for this machine");
  const choice = ["--only-binary=:all:", "--python-version", wheel.python, "--platform", wheel.platform];
  await runCommand("tensorflow-download", command, [...parameters, "download", "--no-deps", "--no-cache-dir", "--disable-pip-version-check", ...choice, "-d", target, `tensorflow-cpu==${libraryVersion}`], { cwd: target });
  const file = join(target, readdirSync(target)[0] ?? "");
  const hash = createHash("sha256");
  await pipeline(createReadStream(file), hash);
  const sha256 = hash.digest("hex");
  if (sha256 !== wheel.sha256) throw new Error(`the wheel that was downloaded has sha256 ${sha256}, not ${wheel.sha256}`);
}

/** Only what is needed of the archive: the two libraries and the headers. */
const extraction = `
import sys, zipfile
archive, target, *wanted = sys.argv[1:]
with zipfile.ZipFile(archive) as wheel:
    wheel.extractall(target, [name for name in wheel.namelist() if name in wanted or name.startswith("tensorflow/include/")])
`;

/**
 * @param {string} file
 * @param {string} target
 */
async function unpack(file, target) {
  const members = libraries.map((name) => `tensorflow/${name}`);
  const python = findPython();
  if (python) await runCommand("tensorflow-unpack", python, ["-c", extraction, file, target, ...members]);
  else if (answers("unzip", ["-v"])) await runCommand("tensorflow-unpack", "unzip", ["-q", file, ...members, "tensorflow/include/*", "-d", target]);
  else throw new Error("there is neither Python 3 nor unzip to unpack the wheel");
}
