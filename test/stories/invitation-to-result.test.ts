import { afterAll, beforeAll, expect, test } from "@jest/globals";
import type { BrowserContext, Page } from "playwright-core";
import { inBrowser } from "../support/browser.ts";
import { longTraining, readRun, shortTraining, submitOne, waitForCheckpoint, waitForEnd } from "../support/experiments.ts";
import { startLab } from "../support/lab.ts";
import type { System } from "../support/system.ts";


inBrowser("a new person", (opened) => {
  let system: System;
  let admin: string;
  let context: BrowserContext;
  let page: Page;
  let key: string;
  const main = async (): Promise<string> => page.locator("main").innerText();

  beforeAll(async () => {
    ({ system, token: admin } = await startLab());
    context = await opened.newContext({ permissions: [] });
    page = await context.newPage();
    page.setDefaultTimeout(30_000);
  });
  afterAll(async () => {
    await opened.close();
    await system.stop();
  });

  test("comes in by an invitation and makes a key of their own, for a notebook", async () => {
    const { inviteMember } = await system.ask<{ inviteMember: { url: string } }>(`mutation { inviteMember(input: { institution: "lab-university", email: "lin@example.org", role: RESEARCHER }) { ... on InviteMemberSuccess { url } } }`, {}, admin);
    await page.goto(inviteMember.url);
    await page.fill("input[name=name]", "Lin");
    await page.fill("input[name=password]", "correct horse battery");
    await page.locator("main button[type=submit]").click();
    await page.waitForURL(/\/institutions\/lab-university/);
    await page.goto(`${system.url}/account`);
    await page.locator("form:has(input[name=scopes]) input[name=name]").fill("notebook");
    for (const scope of ["read", "submit"]) await page.check(`input[name=scopes][value="${scope}"]`);
    await page.locator("form:has(input[name=scopes]) button[type=submit]").click();
    key = await page.locator(".issued code").first().innerText();
    expect(key).toMatch(/^jm_/);
  });

  test("submits with the key, watches the run live, cancels one and tries it again", async () => {
    const id = await submitOne(system.url, key, "lab", longTraining("Lin's long run"));
    await waitForCheckpoint(system.url, key, id);
    await page.goto(`${system.url}/runs/${id}`);
    await page.locator("[data-connection=open]").waitFor();
    await page.getByRole("group").filter({ hasText: "Cancel the run" }).locator("summary").click();
    await page.getByRole("button", { name: "Yes, cancel it" }).click();
    await page.waitForURL(/done=runCancelled/);
    expect(await waitForEnd(system.url, key, id)).toMatchObject({ state: "CANCELLED" });
    await page.goto(`${system.url}/runs/${id}`);
    await page.getByRole("button", { name: "Try again" }).click();
    await page.waitForURL(/done=runRetried/);
    expect(await waitForEnd(system.url, key, id, 240)).toMatchObject({ state: "SUCCEEDED", attempts: { nodes: [{ state: "CANCELLED" }, { state: "SUCCEEDED" }] } });
  });

  test("submits another by the form, and publishes the result from its page; the form tells what is missing and keeps what was typed, also when the session ends; the board shows it to strangers", async () => {
    await page.goto(`${system.url}/submit?project=lab`);
    await page.locator('[id="specification.name"]').fill("Lin's digits");
    await page.check("input[name=baseKind][value=layers]");
    for (const [field, value] of [["base.layers.0.units", "8"], ["training.examples", "60"], ["training.epochs", "5"]] as const) await page.locator(`[id="specification.${field}"]`).fill(value);
    await context.clearCookies(); // the session ends while the form is open
    await page.locator("main button[name=intent][value=submit]").click();
    await page.waitForURL(/\/sign-in\?next=/);
    await page.fill("input[name=email]", "lin@example.org");
    await page.fill("input[name=password]", "correct horse battery");
    await page.locator("main button[type=submit]").click();
    await page.waitForURL(/\/submit\?draft=/);
    expect(await main()).toContain("Nothing was submitted yet");
    expect([await page.inputValue("select[name=project]"), ...(await Promise.all(["name", "base.layers.0.units", "training.examples"].map((field) => page.inputValue(`[id="specification.${field}"]`))))]).toEqual(["lab", "Lin's digits", "8", "60"]);
    await page.locator("main button[name=intent][value=submit]").click();
    await page.waitForURL(/\/experiments\/[^?]+\?done=submitted/);
    await page.locator("main th a[href*='/runs/']").first().click();
    await page.waitForURL(/\/runs\/[^?]+$/);
    const id = decodeURIComponent(new URL(page.url()).pathname.split("/").at(-1)!);
    await waitForEnd(system.url, key, id);
    const { result } = await readRun(system.url, key, id);
    await page.goto(`${system.url}/runs/${id}`);
    await page.locator(`a[href="/results/${result!.id}"]`).first().click();
    await page.locator("#publish").waitFor();
    await page.fill("section:has(#publish) input[name=title]", "Digits with sixteen units");
    await page.fill("section:has(#publish) textarea[name=authors]", "Lin\nAda");
    await page.uncheck("section:has(#publish) input[value=COMPUTER_SCIENCE]");
    await page.locator("section:has(#publish) button[type=submit]").click();
    await page.locator("section:has(#publish) [aria-invalid=true]").first().waitFor();
    expect([await page.inputValue("section:has(#publish) input[name=title]"), await page.inputValue("section:has(#publish) textarea[name=authors]")]).toEqual(["Digits with sixteen units", "Lin\nAda"]);
    await page.check("section:has(#publish) input[value=ECONOMICS]");
    await page.locator("section:has(#publish) button[type=submit]").click();
    await page.waitForURL(/\/publications\/[^?]+\?done=published/);
    expect(await main()).toMatch(/Published[^]*Lin, Ada|Lin, Ada[^]*Published/);
    const stranger = await (await opened.newContext()).newPage();
    await stranger.goto(`${system.url}/leaderboards/digits`);
    expect(await stranger.locator("main").innerText()).toContain("University of lab");
    await stranger.goto(`${system.url}/results/${result!.id}`);
    expect(await stranger.locator("#publish").count()).toBe(0);
  });

  test("may do so without JavaScript as well", async () => {
    const id = await submitOne(system.url, key, "lab", { ...shortTraining("Lin's second"), seeds: [2] });
    await waitForEnd(system.url, key, id);
    const { result } = await readRun(system.url, key, id);
    const plain = await opened.newContext({ javaScriptEnabled: false, storageState: await context.storageState() });
    const form = await plain.newPage();
    await form.goto(`${system.url}/zh/results/${result!.id}`);
    await form.locator("section:has(#publish) button[type=submit]").click();
    await form.waitForURL(/\/zh\/publications\/[^?]+\?done=published/);
    expect(await form.locator("main").innerText()).toContain("已发布");
  });
});
