// @ts-check
/**
 * `node scripts/complete-lock.mjs`, after `npm install` has changed package-lock.json: names in it the optional packages of other
 * platforms, which npm leaves out where the registry of the machine does not carry them, and without which `npm ci` refuses the lock.
 * Their versions are those their parents pin exactly; they have no integrity, since they were not seen here.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "./node22.mjs";

const systems = { darwin: "darwin", win32: "win32", windows: "win32", linux: "linux", android: "android", freebsd: "freebsd", openharmony: "openharmony" };
const processors = { arm64: "arm64", x64: "x64", 64: "x64", ia32: "ia32", arm: "arm", ppc64: "ppc64", s390x: "s390x", riscv64: "riscv64", loong64: "loong64" };
const pinned = /^\d+\.\d+\.\d+[\w.+-]*$/;

/**
 * @typedef {{ version?: string, optional?: boolean, dev?: boolean, os?: string[], cpu?: string[], optionalDependencies?: Record<string, string> }} Entry
 * @param {Record<string, Entry>} packages of a lock file
 * @returns {Record<string, Entry>} the entries that are missing
 */
export function missingOptionals(packages) {
  /** @type {Record<string, Entry>} */
  const missing = {};
  for (const [parent, { optionalDependencies = {}, dev }] of Object.entries(packages)) {
    for (const [name, version] of Object.entries(optionalDependencies)) {
      if (isResolved(packages, parent, name) || !pinned.test(version)) continue;
      const words = (name.split("/").at(-1) ?? "").split(/[-_.]/);
      const os = words.flatMap((word) => systems[/** @type {keyof typeof systems} */ (word)] ?? []).slice(0, 1);
      const cpu = words.flatMap((word) => processors[/** @type {keyof typeof processors} */ (word)] ?? []).slice(0, 1);
      if (os.length === 0 || cpu.length === 0) throw new Error(`${name} does not say in its name for which platform it is: add it to package-lock.json by hand.`);
      missing[`node_modules/${name}`] = { version, cpu, ...(dev ? { dev } : {}), optional: true, os };
    }
  }
  return missing;
}

/** As Node looks: in the parent's own node_modules, then in those of the folders above. @type {(packages: Record<string, Entry>, parent: string, name: string) => boolean} */
function isResolved(packages, parent, name) {
  for (let folder = parent; ; ) {
    if (packages[`${folder ? `${folder}/` : ""}node_modules/${name}`]) return true;
    if (folder === "") return false;
    folder = folder.slice(0, Math.max(0, folder.lastIndexOf("node_modules/") - 1));
  }
}

if (process.argv[1] === join(root, "scripts", "complete-lock.mjs")) {
  const path = join(root, "package-lock.json");
  const lock = JSON.parse(readFileSync(path, "utf8"));
  const missing = missingOptionals(lock.packages);
  const entries = Object.entries({ ...lock.packages, ...missing }).sort(([a], [b]) => (a < b ? -1 : 1));
  writeFileSync(path, `${JSON.stringify({ ...lock, packages: Object.fromEntries(entries) }, null, 2)}\n`);
  console.log(`${Object.keys(missing).length} entries added.`);
}
