import { homedir } from "node:os";
import { join } from "node:path";

/** What the engine reads of the environment, besides what TensorFlow does. */

const cacheFolder = (): string => join(process.env["XDG_CACHE_HOME"] || join(homedir(), ".cache"), "joulemark");

/** Where data sets that are not shipped are looked for first, and kept: `JOULEMARK_TASK_DATA`, else the user's cache. */
export const taskDataFolder = (): string => process.env["JOULEMARK_TASK_DATA"] || join(cacheFolder(), "data");

/** Where a calibration of this machine is kept: the user's cache. */
export const calibrationFile = (): string => join(cacheFolder(), "calibration.json");
