// @ts-check
import { createHash } from "node:crypto";
import { existsSync, readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { cacheFolder, makeInCache } from "./cache.mjs";
import { runCommand } from "./command.mjs";
import { libraryVersion } from "./tensorflow-library.mjs";
import { root } from "../node22.mjs";

const nodeHeaders = join(root, "node_modules", "node-api-headers", "include");
const sources = ["tfjs_backend.cc", "tfjs_binding.cc"];
const quietLoad = join(root, "scripts", "bootstrap", "quiet-load.cc");
/** The addon, and the module that is loaded before it. */
export const addonFiles = ["tfjs_binding.node", "quiet_load.node"];
const definitions = ["-shared", "-fPIC", "-O2", "-std=c++17", "-DNAPI_VERSION=8", "-DBUILDING_NODE_EXTENSION"];
const linking = ["-l:libtensorflow_cc.so.2", "-l:libtensorflow_framework.so.2", "-Wl,-rpath,$ORIGIN/../../deps/lib"];

/**
 * tfjs-node's addon against the library: a compiler call for each file, no node-gyp, since Node-API's headers are a package.
 * @param {string} compiler
 * @param {string} library folder that holds the libraries and include/
 * @param {string} tfjsNode folder of the package @tensorflow/tfjs-node
 * @returns {Promise<{ folder: string, known: boolean }>} where `addonFiles` are, in the cache
 */
export async function buildAddon(compiler, library, tfjsNode) {
  const binding = join(tfjsNode, "binding");
  const name = `tfjs-node-addon-${libraryVersion}-${fingerprint(binding)}`;
  const folder = join(cacheFolder, name);
  const known = existsSync(folder);
  if (!known) {
    const includes = [tfjsNode, nodeHeaders, join(library, "include")].map((folder) => `-I${folder}`);
    await makeInCache(name, async (target) => {
      await runCommand("tensorflow-addon", compiler, [...definitions, ...includes, ...sources.map((file) => join(binding, file)), "-o", join(target, "tfjs_binding.node"), `-L${library}`, ...linking]);
      await runCommand("tensorflow-quiet-load", compiler, ["-shared", "-fPIC", "-O2", "-std=c++17", quietLoad, "-o", join(target, "quiet_load.node"), "-ldl"]);
    });
  }
  return { folder, known };
}

/** Of all that the addon's bytes depend on in this repository. @param {string} binding */
function fingerprint(binding) {
  const hash = createHash("sha256").update([...definitions, ...linking].join(" ")).update(readFileSync(quietLoad));
  for (const file of readdirSync(binding).sort()) hash.update(file).update(readFileSync(join(binding, file)));
  return hash.digest("hex").slice(0, 16);
}
