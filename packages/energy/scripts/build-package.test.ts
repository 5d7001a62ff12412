import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "@jest/globals";

/** A folder of somebody who has installed the package, with its dependencies, and nothing else of this repository. */
let folder: string;
const here = fileURLToPath(new URL(".", import.meta.url));
const require = createRequire(import.meta.url);
const { NODE_OPTIONS: _, JOULEMARK_ZONE: __, ...env } = process.env;

const installed = (): string => join(folder, "node_modules", "@joulemark", "energy");
const bin = (): string => join(installed(), "bin", "joulemark-energy.mjs");

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "joulemark-package-"));
  execFileSync(process.execPath, [join(here, "build-package.mjs"), installed()], { env });
  const { dependencies } = JSON.parse(readFileSync(join(installed(), "package.json"), "utf8")) as { dependencies: Record<string, string> };
  for (const name of Object.keys(dependencies)) {
    mkdirSync(dirname(join(folder, "node_modules", name)), { recursive: true });
    symlinkSync(packageFolder(name), join(folder, "node_modules", name));
  }
}, 240_000);
afterAll(() => rmSync(folder, { recursive: true }));

/** Of an installed package, whatever it exports. */
function packageFolder(name: string): string {
  const roots = require.resolve.paths(name) ?? [];
  return join(roots.find((root) => spawnSync("test", ["-d", join(root, name)]).status === 0)!, name);
}

test("the package installed alone measures a command", () => {
  const json = join(folder, "energy.json");
  const { status, stdout, stderr } = spawnSync(process.execPath, [bin(), "run", "--json", json, "--zone", "DE", "--", "sh", "-c", "echo out; exit 3"], { cwd: folder, encoding: "utf8", env });
  expect([status, stdout]).toEqual([3, "out\n"]);
  expect(stderr).toContain("exit code 3");
  const { version } = JSON.parse(readFileSync(join(here, "..", "package.json"), "utf8")) as { version: string };
  expect(JSON.parse(readFileSync(json, "utf8"))).toMatchObject({ schemaVersion: 2, conversion: { grid: { zone: "DE" } }, sampler: { version } });
  expect(execFileSync(process.execPath, [bin(), "--version"], { cwd: folder, encoding: "utf8", env })).toBe(`${version}\n`);
});

test("it is imported with types that a strict program compiles against", () => {
  writeFileSync(join(folder, "package.json"), '{ "type": "module" }');
  writeFileSync(join(folder, "use.ts"), 'import { gridIntensityOf } from "@joulemark/energy";\nimport type { EnergyRecord } from "@joulemark/energy";\nconst seconds = (record: EnergyRecord): number => record.wallSeconds;\nconsole.log(gridIntensityOf("DE").gramsPerKwh + seconds({ wallSeconds: 0 } as EnergyRecord));\n// @ts-expect-error a zone is a text or null\ngridIntensityOf(7);\n');
  const tsc = join(packageFolder("typescript"), "bin", "tsc");
  const { status, stdout } = spawnSync(process.execPath, [tsc, "--strict", "--module", "nodenext", "--target", "es2023", "--types", "node", "--typeRoots", dirname(packageFolder("@types/node")), "use.ts"], { cwd: folder, encoding: "utf8", env });
  expect([stdout, status]).toEqual(["", 0]);
  writeFileSync(join(folder, "use.mjs"), 'import { gridIntensityOf } from "@joulemark/energy";\nconsole.log(gridIntensityOf("DE").gramsPerKwh);\n');
  expect(Number(execFileSync(process.execPath, ["use.mjs"], { cwd: folder, encoding: "utf8", env }))).toBeGreaterThan(0);
}, 240_000);
