// @ts-check
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { cacheFolder, makeInCache, place } from "./cache.mjs";
import { npm, runCommand } from "./command.mjs";
import { isNode22, node22Path, node22Version, root } from "../node22.mjs";

const stamp = join(root, ".tools", "node", "version");
const name = `node-${process.platform}-${process.arch}`;
const cached = `${name}-${node22Version}`;

/** Node 22, as a package of npm's registry that holds the binary; where the host's node fits, nothing is brought. @type {import("../bootstrap.mjs").Step} */
export const node22 = {
  title: `Node ${node22Version}`,
  missing() {
    if (isNode22(process.versions.node)) return null;
    if (existsSync(node22Path) && existsSync(stamp) && readFileSync(stamp, "utf8") === node22Version) return null;
    return `this is Node ${process.versions.node}`;
  },
  async make(why) {
    const folder = join(cacheFolder, cached);
    const known = existsSync(join(folder, "bin", "node"));
    if (!known) await makeInCache(cached, download);
    place(join(folder, "bin", "node"), node22Path);
    writeFileSync(stamp, node22Version);
    return `${why}; ${known ? "from the cache" : "downloaded"}`;
  },
};

/** @param {string} folder */
async function download(folder) {
  const [command, parameters] = npm();
  const work = join(folder, "package");
  await runCommand("node", command, [...parameters, "install", "--prefix", work, "--no-save", "--no-audit", "--no-fund", "--ignore-scripts", `${name}@${node22Version}`], { cwd: folder });
  place(join(work, "node_modules", name, "bin", "node"), join(folder, "bin", "node"));
  rmSync(work, { recursive: true, force: true });
}
