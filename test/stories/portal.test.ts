import { AxeBuilder } from "@axe-core/playwright";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { longTraining, submitOne, waitForEnd } from "../support/experiments.ts";
import { openBrowser } from "../support/browser.ts";
import { ask, contractDocument } from "../support/graphql.ts";
import { startSystem } from "../support/system.ts";
import type { System } from "../support/system.ts";

const browser = await openBrowser(); // null where this machine has no Chromium: the runner counts these tests as skipped
const inBrowser = browser ? describe : describe.skip;

interface BoardView {
  leaderboard: { rows: { nodes: { quality: { value: number }; result: { id: string; url: string; modelVersion: { label: string } } }[] } };
}

inBrowser("the portal", () => {
  let system: System;
  let token: string;
  let board: BoardView["leaderboard"]["rows"]["nodes"];
  let context: BrowserContext;
  const opened: Browser = browser!;

  beforeAll(async () => {
    system = await startSystem({ empty: false });
    token = await system.adminToken();
    board = (await ask<BoardView>(system.url, await contractDocument("board.graphql"), { task: "digits" })).leaderboard.rows.nodes;
    context = await opened.newContext();
  });
  afterAll(async () => {
    await opened.close(); // and with it every context
    await system.stop();
  });

  const open = async (path: string, within = context): Promise<Page> => {
    const page = await within.newPage();
    const response = await page.goto(new URL(path, system.url).href);
    expect(response?.status()).toBe(200);
    return page;
  };

  test("shows the board with its figures and a drawn scatter, also without JavaScript", async () => {
    const plain = await opened.newContext({ javaScriptEnabled: false });
    const page = await open("/", plain);
    const text = await page.locator("main").innerText();
    for (const row of board) expect(text).toContain(row.result.modelVersion.label.split(" ")[0]!);
    expect(await page.locator("main svg").count()).toBeGreaterThan(0);
    expect(text).not.toMatch(/\{\w+\}|NaN|undefined|null/);
    await plain.close();
  });

  test("leads by links from the home page to a board and a result", async () => {
    const page = await open("/");
    await page.locator(`main a[href*="/results/"]`).first().click();
    await page.waitForURL(/\/results\//);
    expect(await page.locator("h1").innerText()).not.toBe("");
    expect(await page.locator("main").innerText()).toMatch(/J|gCO/);
  });

  test("speaks Simplified Chinese under /zh, with the same figures", async () => {
    const page = await open("/zh");
    expect(await page.locator("html").getAttribute("lang")).toMatch(/^zh/);
    expect(await page.locator("main").innerText()).toMatch(/[\u4e00-\u9fff]{4,}/);
  });

  test("has no accessibility violation on any page, light or dark", async () => {
    const runs = await ask<{ runs: { nodes: { id: string; url: string }[] } }>(system.url, `{ runs(first: 1) { nodes { id url } } }`);
    const experiments = await ask<{ experiments: { nodes: { url: string }[] } }>(system.url, `{ experiments(first: 1) { nodes { url } } }`);
    const paths = ["/", "/zh", "/leaderboards", "/leaderboards/digits", "/runs", runs.runs.nodes[0]!.url, board[0]!.result.url, experiments.experiments.nodes[0]!.url];
    const dark = await opened.newContext({ colorScheme: "dark" });
    const found: string[] = [];
    for (const within of [context, dark]) {
      for (const path of paths) {
        const page = await open(path, within);
        const { violations } = await new AxeBuilder({ page }).analyze();
        found.push(...violations.map((violation) => `${path}: ${violation.id} ${violation.nodes.map(({ target }) => target.join(" ")).join("; ")}`));
        await page.close();
      }
    }
    await dark.close();
    expect(found).toEqual([]);
  });

  test("follows a run live, without a reload, to its end", async () => {
    const { viewer } = await ask<{ viewer: { projects: { nodes: { slug: string }[] } } }>(system.url, await contractDocument("viewer.graphql"), {}, token);
    const id = await submitOne(system.url, token, viewer.projects.nodes[0]!.slug, longTraining("watched", 200));
    const { run } = await ask<{ run: { url: string } }>(system.url, `query ($id: ID!) { run(id: $id) { url } }`, { id }, token);
    const page = await open(run.url);
    const ended = waitForEnd(system.url, token, id);
    await page.locator("header .state.RUNNING").waitFor({ timeout: 60_000 });
    expect(await page.locator("progress").count()).toBe(1);
    await ended;
    await page.locator("header .state.SUCCEEDED").waitFor({ timeout: 20_000 });
  });

  test("tells who follows a dead link what is wrong, and where to go", async () => {
    const page = await context.newPage();
    const response = await page.goto(`${system.url}/results/bm9uZQ`);
    expect(response?.status()).toBe(404);
    await page.locator("main a[href]").first().waitFor(); // Next draws what follows a 404 in the browser
  });
});
