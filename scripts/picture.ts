/** `npm run picture`: takes the README's pictures of a board, light and dark, from a running system. */
import { mkdirSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { chromium } from "playwright-core";
import type { Browser } from "playwright-core";
import { failWith } from "./bootstrap.mjs";
import { browserPath } from "./browser-path.mjs";
import { root } from "./node22.mjs";
import { readPng, writeIndexedPng } from "./picture/png.ts";

const usage = "npm run picture -- [--url ORIGIN (JOULEMARK_URL; http://127.0.0.1:4000)] [--task digits] [--to FOLDER (docs/pictures)]";
/** CSS pixels: all columns of a board fit, and its letters can still be read at the width of a README. */
const width = 1240;
/** No connection of the browser's own; letters in shades of grey, as they must look on any screen. */
const launchArguments = [
  "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync",
  "--disable-lcd-text", "--font-render-hinting=none",
];
const schemes = ["light", "dark"] as const;

const { values } = parseArgs({ options: { url: { type: "string" }, task: { type: "string", default: "digits" }, to: { type: "string" }, help: { type: "boolean" } } });
if (values.help) console.log(usage);
else await takePictures(values.url ?? process.env.JOULEMARK_URL ?? "http://127.0.0.1:4000", values.task, resolve(values.to ?? join(root, "docs", "pictures"))).catch(failWith);

async function takePictures(origin: string, task: string, folder: string): Promise<void> {
  const executablePath = browserPath();
  if (!executablePath) throw new Error("There is no Chromium here. Debian: apt-get install chromium; or set CHROMIUM to its path.");
  const browser = await chromium.launch({ executablePath, args: launchArguments });
  try {
    mkdirSync(folder, { recursive: true });
    for (const scheme of schemes) {
      const path = join(folder, `board-${scheme}.png`);
      const picture = await pictureOf(browser, new URL(`/leaderboards/${task}`, origin), scheme);
      writeFileSync(path, picture);
      console.log(`${path}: ${Math.round(picture.length / 1000)} kB`);
    }
  } finally {
    await browser.close();
  }
}

/** The page from its top to the end of its chart. */
async function pictureOf(browser: Browser, address: URL, colorScheme: (typeof schemes)[number]): Promise<Buffer> {
  const page = await browser.newPage({ colorScheme, locale: "en-GB", viewport: { width, height: 800 }, deviceScaleFactor: 2, reducedMotion: "reduce" });
  const answer = await page.goto(address.href, { waitUntil: "networkidle" }).then((response) => response?.status() ?? 0, (error: Error) => error.message.split("\n")[0]);
  if (answer !== 200) throw new Error(`${address.href} answered: ${answer}. Joulemark must run there (npm start); --url names another address.`);
  const figure = page.locator("section:has(#scatter) figure");
  const chart = (await figure.count()) === 1 ? await figure.boundingBox() : null;
  if (!chart) throw new Error(`${address.href} has no chart: its board has no result yet.`);
  const picture = await page.screenshot({ fullPage: true, clip: { x: 0, y: 0, width, height: Math.ceil(chart.y + chart.height) + 24 } });
  await page.close();
  return writeIndexedPng(readPng(picture));
}
