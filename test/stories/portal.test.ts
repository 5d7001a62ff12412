import { afterAll, beforeAll, expect, test } from "@jest/globals";
import type { BrowserContext, Page } from "playwright-core";
import { longTraining, submitOne, waitForEnd } from "../support/experiments.ts";
import { violationsOf } from "../support/accessibility.ts";
import { inBrowser } from "../support/browser.ts";
import { ask, contractDocument } from "../support/graphql.ts";
import { startSystem } from "../support/system.ts";
import type { System } from "../support/system.ts";

interface BoardView {
  leaderboard: { rows: { nodes: { quality: { value: number }; result: { id: string; url: string; techniques: string[]; modelVersion: { label: string } } }[] } };
}

inBrowser("the portal", (opened) => {
  let system: System;
  let token: string;
  let board: BoardView["leaderboard"]["rows"]["nodes"];
  let context: BrowserContext;

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

  test("shows a result's energy by component and its pay-back, also where the address names a baseline that there is not", async () => {
    const { url } = board.find(({ result }) => result.techniques.includes("distill"))!.result;
    const page = await open(`${url}?baseline=bm9uZQ`);
    expect(await page.locator("section:has(#payBack) .notice").innerText()).toContain("The baseline in this address cannot be used");
    expect(await page.locator("section:has(#payBack) table").innerText()).toContain("J");
    expect(await page.locator("section:has(#energy) table").first().innerText()).toMatch(/CPU|processor/i);
    await page.goto(url);
    expect(await page.locator("section:has(#payBack) .notice").count()).toBe(0);
  });

  test("shows a result's latency with what computed it, and under Elsewhere what other devices are projected to take, in both languages and by keyboard", async () => {
    const { url } = board[0]!.result;
    const page = await open(url);
    expect(await page.locator("section:has(#latency)").innerText()).toMatch(/256[\s\S]*ms[\s\S]*Measured on (tfjs|ONNX)/);
    const elsewhere = page.locator("section:has(#elsewhere)");
    expect(await elsewhere.innerText()).toContain("These figures are projected, not measured");
    const rows = elsewhere.locator("tbody tr").filter({ hasText: "NVIDIA T4" });
    expect(await rows.count()).toBe(2);
    expect(await rows.first().innerText()).toMatch(/float32[\s\S]*ms[\s\S]*J[\s\S]*USD[\s\S]*projected · component/);
    expect(await elsewhere.locator("tbody .badge:not(.PROJECTED)").count()).toBe(0);
    await elsewhere.locator("summary").focus();
    await page.keyboard.press("Enter");
    const sources = await elsewhere.locator("details").innerText();
    for (const told of [/Peak\s+8\.10 × 10¹² op\/s NVIDIA's announcement/, /Price of an hour\s+0\.526 USD\/h \(Nov 29, 2026\) AWS/, /NVIDIA T4 product brief/]) expect(sources).toMatch(told);
    expect(await elsewhere.innerText()).toContain("do not compare with those of a card or chip without its host");
    await page.goto(new URL(new URL(url).pathname.replace("/results/", "/zh/results/"), system.url).href);
    expect(await page.locator("section:has(#elsewhere)").innerText()).toMatch(/其他硬件[\s\S]*均未实测[\s\S]*英伟达 T4/);
  });

  test("speaks Simplified Chinese under /zh, with the same figures", async () => {
    const page = await open("/zh");
    expect(await page.locator("html").getAttribute("lang")).toMatch(/^zh/);
    expect(await page.locator("main").innerText()).toMatch(/[\u4e00-\u9fff]{4,}/);
  });

  test("has no accessibility violation on any page, light or dark", async () => {
    const runs = await ask<{ runs: { nodes: { id: string; url: string }[] } }>(system.url, `{ runs(first: 1) { nodes { id url } } }`);
    const experiments = await ask<{ experiments: { nodes: { url: string }[] } }>(system.url, `{ experiments(first: 1) { nodes { url } } }`);
    const paths = ["/", "/zh", "/leaderboards", "/leaderboards/digits", "/projects", "/runs", runs.runs.nodes[0]!.url, board[0]!.result.url, experiments.experiments.nodes[0]!.url];
    const dark = await opened.newContext({ colorScheme: "dark" });
    const found: string[] = [];
    for (const within of [context, dark]) {
      for (const path of paths) {
        const page = await open(path, within);
        found.push(...(await violationsOf(page)));
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

  test("answers an address that names nothing with a page drawn by the server, in its language, with status 404 and where to go", async () => {
    const addresses = ["/results/bm9uZQ", "/models/none", "/projects/none", "/projects/..%2f..", "/nothing/at/all", "/a.b", "/%E0%A4%A"];
    for (const [prefix, language, title, other] of [["", "en", "There is no such page", "/zh"], ["/zh", "zh-CN", "没有这个页面", "/en"]] as const) {
      for (const path of addresses) {
        const response = await fetch(`${system.url}${prefix}${path}`);
        const html = await response.text();
        expect([path, response.status, /<html lang="([^"]+)"/.exec(html)?.[1], /<h1>([^<]+)<\/h1>/.exec(html)?.[1]]).toEqual([path, 404, language, title]);
        for (const next of [`href="${prefix}/models"`, `href="${prefix}/projects"`, `action="${prefix}/models"`, `href="${other}${path}"`]) expect(html).toContain(next);
      }
    }
  });

  test("lets who followed a dead link go on from it, and come back to it", async () => {
    const page = await context.newPage();
    const faults: string[] = [];
    page.on("pageerror", (error) => faults.push(error.message));
    expect((await page.goto(`${system.url}/zh/results/bm9uZQ?from=here`))?.status()).toBe(404);
    expect(await violationsOf(page)).toEqual([]);
    expect(page.url()).toBe(`${system.url}/zh/results/bm9uZQ?from=here`);
    await page.locator("header nav a[href='/zh/projects']").click();
    await page.waitForURL(/\/zh\/projects$/);
    expect(await page.locator("header nav a[aria-current=page]").getAttribute("href")).toBe("/zh/projects");
    expect(await page.locator("main tbody tr").count()).toBe(1);
    await page.goBack();
    await page.locator("h1", { hasText: "没有这个页面" }).waitFor();
    await page.locator("main input[name=search]").fill("teacher");
    await page.locator("main form[role=search] button").click();
    await page.waitForURL(/\/zh\/models\?search=teacher/);
    expect(await page.locator("main tbody tr").count()).toBe(1);
    expect(faults).toEqual([]);
  });
});
