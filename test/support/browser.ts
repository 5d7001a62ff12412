import { existsSync } from "node:fs";
import { describe } from "@jest/globals";
import { chromium } from "playwright-core";
import type { Browser } from "playwright-core";

const places = [process.env.CHROMIUM, "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

/** The system's Chromium, headless; null where there is none. */
async function openBrowser(): Promise<Browser | null> {
  const executablePath = places.find((place) => place && existsSync(place));
  if (!executablePath) return null;
  return chromium.launch({
    executablePath,
    args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
  });
}

const browser = await openBrowser(); // one for each test file

/** Tests in a browser, which whoever is given it closes; where this machine has none the runner counts them as skipped, and CI fails. */
export const inBrowser = (name: string, tests: (browser: Browser) => void): void => (browser ? describe(name, () => tests(browser)) : describe.skip(name, () => tests(null!)));
