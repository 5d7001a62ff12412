import { resolve } from "node:path";
import { EngineError } from "../errors.ts";
import { readOwnTask } from "./own-data/own-task.ts";
import { tasks } from "./registry.ts";
import type { Task } from "./task.ts";

/** Before the path of a manifest, where a specification's `task` is somebody's own data. */
const OWN_DATA = "file:";

export const isOwnData = (task: unknown): task is string => typeof task === "string" && task.startsWith(OWN_DATA);

/**
 * Own data, read and checked, and their address with an absolute path and their sha256: whoever reads it again gets the same data or an error.
 * @param address `file:` and the path of a manifest; `#sha256=…` where it was read before
 * @throws EngineError naming file, row and column; INVALID_INPUT where the data are not what they were
 */
export function openOwnData(address: string): { task: Task; address: string } {
  const [, path = "", known] = /^file:(.*?)(?:#sha256=([0-9a-f]{64}))?$/s.exec(address)!;
  const { task, sha256 } = readOwnTask(resolve(path));
  if (known !== undefined && known !== sha256) throw new EngineError("INVALID_INPUT", `The data of ${path} have changed: their sha256 is ${sha256}, not ${known}.`, { path: ["task"] });
  return { task, address: `${OWN_DATA}${resolve(path)}#sha256=${sha256}` };
}

/** The task that a parsed specification names; undefined: there is none. @throws EngineError as `openOwnData` does */
export const findTask = (task: string): Task | undefined => (isOwnData(task) ? openOwnData(task).task : tasks.find(({ slug }) => slug === task));
