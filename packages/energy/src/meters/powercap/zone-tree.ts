import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";

export type ZoneKind = "package" | "dram" | "psys";

/** A counter of a powercap tree. */
export interface Zone {
  kind: ZoneKind;
  /** What tells it from the others of its kind, however it is reached: `package-0`, `package-0/dram`. */
  key: string;
  path: string;
}

/** Folders of RAPL's zones: `intel-rapl:0`, `intel-rapl:0:1`, `intel-rapl-mmio:0`; AMD's processors have the first name, too. */
const FOLDER = /^intel-rapl(-mmio)?((?::\d+)*)$/;
const DEPTH = 4;

const attempt = <T>(read: () => T): T | null => {
  try {
    return read();
  } catch {
    return null; // what cannot be read here is missed by whoever asks for it
  }
};

/** Every zone's folder by its name: `/sys/class/powercap` shows all side by side, the tree below `/sys/devices` one in the other. */
function foldersBelow(path: string, depth = DEPTH): Map<string, string> {
  const found = new Map<string, string>();
  for (const name of depth === 0 ? [] : (attempt(() => readdirSync(path)) ?? [])) {
    const numbers = FOLDER.exec(name)?.[2];
    if (numbers === undefined) continue;
    const folder = join(path, name);
    if (numbers !== "") found.set(name, folder);
    for (const [inner, innerFolder] of foldersBelow(folder, depth - 1)) if (!found.has(inner)) found.set(inner, innerFolder);
  }
  return found;
}

const kindOf = (name: string): ZoneKind | null => (/^package-\d+(-die-\d+)?$/.test(name) ? "package" : /^psys(-\d+)?$/.test(name) ? "psys" : name === "dram" ? "dram" : null);

/**
 * The counters of a tree. Those that lie within another (core, uncore) are left out; where MSR and MMIO show one counter by one name, the MSR's is taken.
 * `nameless` are folders of zones whose name cannot be read.
 */
export function readZoneTree(root: string): { zones: Zone[]; nameless: string[] } {
  const folders = new Map([...foldersBelow(root)].sort(([a], [b]) => a.localeCompare(b, "en", { numeric: true })));
  const names = new Map([...folders].map(([id, path]) => [id, attempt(() => readFileSync(join(path, "name"), "utf8").trim())]));
  const found = [...folders].flatMap(([id, path]) => {
    const name = names.get(id) ?? "";
    const parent = names.get(id.slice(0, id.lastIndexOf(":")));
    const kind = kindOf(name);
    return kind === null ? [] : [{ kind, path, id, label: parent ? `${parent}/${name}` : name, mmio: id.includes("-mmio") }];
  });
  const byMsr = new Set(found.filter(({ mmio }) => !mmio).map(({ label }) => label));
  const counted = found.filter(({ label, mmio }) => !mmio || !byMsr.has(label));
  const alike = (label: string): boolean => counted.filter((zone) => zone.label === label).length > 1;
  const zones = counted.map(({ kind, path, id, label }) => ({ kind, path, key: alike(label) ? `${label} (${id})` : label }));
  return { zones, nameless: [...folders].filter(([id]) => !names.get(id)).map(([, path]) => path) };
}
