// @ts-check
/**
 * `npm run package -w @joulemark/energy [-- FOLDER]`: makes the folder that is published, `dist/` where none is named. JavaScript with types, since
 * Node strips no types below node_modules; a package.json that leads there; `npm publish` takes it as it is.
 */
import { spawnSync } from "node:child_process";
import { cpSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const here = fileURLToPath(new URL("..", import.meta.url));
const target = resolve(process.argv[2] ?? join(here, "dist"));
const compiler = join(dirname(createRequire(import.meta.url).resolve("typescript/package.json")), "bin", "tsc");

rmSync(target, { recursive: true, force: true });
const { status } = spawnSync(process.execPath, [compiler, "-p", join(here, "tsconfig.package.json"), "--outDir", join(target, "src")], { stdio: "inherit" });
if (status !== 0) process.exit(status ?? 1);

const { name, version, description, license, type, bin, dependencies } = JSON.parse(readFileSync(join(here, "package.json"), "utf8"));
const published = { name, version, description, license, type, bin, exports: { ".": { types: "./src/index.d.ts", default: "./src/index.js" } }, dependencies, engines: { node: ">=20.19" } };
writeFileSync(join(target, "package.json"), `${JSON.stringify(published, null, 2)}\n`);
cpSync(join(here, "bin"), join(target, "bin"), { recursive: true });
cpSync(join(here, "README.md"), join(target, "README.md"));
cpSync(join(here, "..", "..", "LICENSE"), join(target, "LICENSE"));
