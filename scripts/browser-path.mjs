// @ts-check
import { existsSync } from "node:fs";

/** @returns {string | undefined} the Chromium of this machine, where there is one; CHROMIUM may name another */
export const browserPath = () => [process.env.CHROMIUM, "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"].find((path) => path && existsSync(path));
