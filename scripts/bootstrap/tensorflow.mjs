// @ts-check
/**
 * Native TensorFlow for @tensorflow/tfjs-node, in this order: the library of the Python wheel and one compiler call; the package's own
 * install script; else none, and the engine runs on @tensorflow/tfjs-backend-wasm.
 */
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { runCommand } from "./command.mjs";
import { findNode22, root } from "../node22.mjs";
import { addonFiles, buildAddon } from "./tensorflow-addon.mjs";
import { fetchLibrary, libraries, libraryVersion, wheel } from "./tensorflow-library.mjs";
import { place } from "./cache.mjs";
import { findCompiler, findPip } from "./toolchain.mjs";

const tfjsNode = join(root, "node_modules", "@tensorflow", "tfjs-node");
const addonFolder = join(tfjsNode, "lib", "napi-v8");
const addon = join(addonFolder, "tfjs_binding.node");
const attempt = join(root, "node_modules", ".joulemark-tensorflow.json"); // npm ci removes it with all else
const installerLimitMs = 5 * 60_000;

/** @type {import("../bootstrap.mjs").Step} */
export const tensorflow = {
  title: "Native TensorFlow",
  missing() {
    if (existsSync(addon) && absentFile() === null) return null;
    return existsSync(attempt) && readFileSync(attempt, "utf8") === circumstances() ? null : "not built";
  },
  async make() {
    const reasons = [];
    for (const way of [fromWheel, fromOwnInstaller]) {
      try {
        return await way();
      } catch (error) {
        reasons.push(error instanceof Error ? error.message.split("\n").at(-1) : String(error));
      }
    }
    writeFileSync(attempt, circumstances());
    return `none (${reasons.join("; ")}). The engine runs on @tensorflow/tfjs-backend-wasm, slower. ${howToGetNative}`;
  },
};

/** What a person can do about a missing native TensorFlow. */
export const howToGetNative = "For the native one on 64-bit x86 Linux: install pip and a C++ compiler (Debian: apt-get install python3-pip g++), then run the command again";

/** Where nothing of this has changed, trying again would fail again. */
const circumstances = () => JSON.stringify({ libraryVersion, pip: findPip() !== null, compiler: findCompiler() !== null });

async function fromWheel() {
  if (!wheel) throw new Error(`there is no wheel for ${process.platform} on ${process.arch}`);
  const [pip, compiler] = [findPip(), findCompiler()];
  if (!pip) throw new Error("there is no pip");
  if (!compiler) throw new Error("there is no C++ compiler");
  const library = await fetchLibrary(pip);
  for (const name of libraries) place(join(library.folder, name), join(tfjsNode, "deps", "lib", name));
  const built = await buildAddon(compiler, library.folder, tfjsNode);
  for (const name of addonFiles) place(join(built.folder, name), join(addonFolder, name));
  await expectLoads();
  return `libtensorflow ${libraryVersion}, library ${library.known ? "from the cache" : "downloaded"}, addon ${built.known ? "from the cache" : "compiled"}`;
}

async function fromOwnInstaller() {
  await runCommand("tensorflow-installer", "node", [join("scripts", "install.js")], { cwd: tfjsNode, timeoutMs: installerLimitMs });
  await expectLoads();
  return "by the package's own install script";
}

/** A library that is there may still not load: another libc, another processor. Then the addon goes away, since the engine takes one that is there. */
async function expectLoads() {
  const program = "const tf = require('@tensorflow/tfjs-node'); if (tf.tensor([20, 22]).sum().dataSync()[0] !== 42) throw new Error('20 + 22 is not 42');";
  try {
    await runCommand("tensorflow-load", findNode22() ?? process.execPath, ["-e", program], { env: { TF_CPP_MIN_LOG_LEVEL: "2" } });
  } catch (error) {
    rmSync(addon, { force: true });
    throw error;
  }
}

/** Cheap: whether the files that the addon needs are all there, not whether they work. @returns {string | null} the one that is not */
function absentFile() {
  const foreign = existsSync(join(tfjsNode, "deps", "lib", "libtensorflow.so.2")) || process.platform !== "linux"; // brought by the package's own installer
  return foreign ? null : ([...libraries.map((name) => join(tfjsNode, "deps", "lib", name)), ...addonFiles.map((name) => join(addonFolder, name))].find((path) => !existsSync(path)) ?? null);
}
