import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const file = (dataFolder: string) => join(dataFolder, "demo");

/** Remembers that the demo need not run again: it has, or a person has removed it. */
export const markDemo = (dataFolder: string, mark: "done" | "removed"): void => writeFileSync(file(dataFolder), `${mark}\n`);

/** Whether the demo has run to its end, or was removed. */
export const demoIsSettled = (dataFolder: string): boolean => existsSync(file(dataFolder)) && ["done", "removed"].includes(readFileSync(file(dataFolder), "utf8").trim());
