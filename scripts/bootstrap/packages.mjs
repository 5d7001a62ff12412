// @ts-check
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { npm, runCommand } from "./command.mjs";
import { root } from "../node22.mjs";

const installed = join(root, "node_modules", ".package-lock.json"); // npm writes it last, when an installation is complete

/** The packages exactly as package-lock.json has them; none of them runs code of its own. @type {import("../bootstrap.mjs").Step} */
export const packages = {
  title: "Packages",
  missing() {
    if (!existsSync(installed)) return "none are installed";
    const differing = differences(packagesOf(join(root, "package-lock.json")), packagesOf(installed));
    return differing.length === 0 ? null : `${differing.length} differ from package-lock.json`;
  },
  async make(why) {
    const [command, parameters] = npm();
    await runCommand("packages", command, [...parameters, "ci", "--ignore-scripts", "--no-audit", "--no-fund"], { env: { NODE_ENV: "development" } });
    return why;
  },
};

/**
 * @typedef {Record<string, { version?: string, link?: boolean, optional?: boolean, devOptional?: boolean, peer?: boolean }>} Packages
 * @param {string} path
 * @returns {Packages}
 */
const packagesOf = (path) => JSON.parse(readFileSync(path, "utf8")).packages ?? {};

/**
 * Names whose installed version is not the locked one. Optional packages are for some platforms only and may be absent.
 * @param {Packages} locked
 * @param {Packages} present
 */
export function differences(locked, present) {
  return Object.entries(locked)
    .filter(([name, { link }]) => name.includes("node_modules/") && !link)
    .filter(([name, entry]) => (present[name] ? present[name].version !== entry.version : !entry.optional && !entry.devOptional))
    .map(([name]) => name);
}
