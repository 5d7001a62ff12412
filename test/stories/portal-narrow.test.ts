import { availableParallelism } from "node:os";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import type { BrowserContext, Page } from "playwright-core";
import { violationsOf } from "../support/accessibility.ts";
import { inBrowser } from "../support/browser.ts";
import { shortTraining, submitOne, waitForEnd } from "../support/experiments.ts";
import { startSystem } from "../support/system.ts";
import type { System } from "../support/system.ts";

/** As long as a name may be, nearly, and without a space to break it at. */
const LONG = "Energieverbrauchsmessung".repeat(8);
const widths = [360, 400];

/** What reaches beyond the window of its own accord; run in the page. Nothing where the page does not scroll sideways. */
const tooWide = `(() => {
  const { scrollWidth, clientWidth } = document.documentElement;
  if (scrollWidth <= Math.min(clientWidth, innerWidth)) return [];
  const clipped = (element) => element && (getComputedStyle(element).overflowX !== "visible" || clipped(element.parentElement));
  const out = [...document.body.querySelectorAll("*")].filter((element) => element.getBoundingClientRect().right > clientWidth + 0.5 && !clipped(element.parentElement));
  return [scrollWidth + " of " + clientWidth + ": " + out.slice(-3).map((element) => element.outerHTML.slice(0, 120)).join(" | ")];
})()`;

inBrowser("the portal in a narrow window", (opened) => {
  let system: System;
  let person: BrowserContext;
  let stranger: BrowserContext;
  let run: { id: string; experiment: { id: string }; result: { id: string }; modelVersion: { id: string; model: { id: string } } };
  let [publication, demo, others]: [string, string, string[]] = ["", "", []];

  beforeAll(async () => {
    system = await startSystem({ empty: false });
    const token = await system.adminToken();
    const { createInstitution } = await system.ask<{ createInstitution: object }>(`mutation ($name: String!) {
      createInstitution(input: { slug: "long", name: $name, type: UNIVERSITY }) { __typename }
      createProject(input: { slug: "long", name: $name, institutions: ["long"] }) { __typename }
    }`, { name: LONG }, token);
    expect(createInstitution).toEqual({ __typename: "CreateInstitutionSuccess" });
    const { inviteMember } = await system.ask<{ inviteMember: { url: string } }>(`mutation { inviteMember(input: { institution: "long", email: "long@example.org", role: OWNER }) { ... on InviteMemberSuccess { url } } }`, {}, token);
    [person, stranger] = [await opened.newContext(), await opened.newContext()];
    const page = await person.newPage();
    await page.goto(inviteMember.url);
    await page.fill("input[name=name]", LONG);
    await page.fill("input[name=password]", "correct horse battery");
    await page.locator("main button[type=submit]").click();
    await page.waitForURL(/\/institutions\/long/);
    await page.close();

    const training = { strategy: "async", workers: Math.min(2, availableParallelism()), examples: 60, epochs: 5, batchSize: 4, optimizer: { type: "sgd", learningRate: 0.1 } };
    const id = await submitOne(system.url, token, "long", { ...shortTraining(LONG), base: { layers: Array.from({ length: 24 }, () => ({ type: "dense", units: 8, activation: "tanh" })) }, training });
    expect((await waitForEnd(system.url, token, id)).state).toBe("SUCCEEDED");
    ({ run } = await system.ask<{ run: typeof run }>(`query ($id: ID!) { run(id: $id) { id experiment { id } result { id } modelVersion { id model { id } } } }`, { id }, token));
    const { publish } = await system.ask<{ publish: { publication: { id: string } } }>(`mutation ($result: ID!, $title: String!) { publish(input: { results: [$result], title: $title, disciplines: [ENGINEERING], authors: [$title] }) { ... on PublishSuccess { publication { id } } } }`, { result: run.result.id, title: LONG }, token);
    publication = publish.publication.id;
    const { results } = await system.ask<{ results: { nodes: { id: string; techniques: string[]; runs: { nodes: { id: string }[] } }[] } }>(`{ results(first: 20) { nodes { id techniques runs(first: 1) { nodes { id } } } } }`);
    const distilled = results.nodes.find(({ techniques }) => techniques.includes("distill"))!;
    [demo, others] = [distilled.id, distilled.runs.nodes.map((one) => one.id)];
  }, 300_000);
  afterAll(async () => {
    await opened.close(); // and with it every context
    await system.stop();
  });

  const open = async (path: string, within: BrowserContext): Promise<Page> => {
    const page = await within.newPage();
    page.setDefaultTimeout(20_000);
    await page.setViewportSize({ width: widths[0]!, height: 800 });
    await page.goto(new URL(path, system.url).href);
    return page;
  };

  test("no page scrolls sideways, in either language, with names as long as they may be", async () => {
    const compared = [run.id, ...others].map((id) => `runs=${encodeURIComponent(id)}`).join("&");
    const signedIn = [
      "/", "/leaderboards", "/leaderboards/digits", "/models", "/models?search=nothing+is+called+so", `/models/${run.modelVersion.model.id}`, "/experiments", `/experiments/${run.experiment.id}`, "/runs", `/runs/${run.id}`,
      `/compare?${compared}`, "/projects", "/projects/long", "/institutions", "/institutions/long", "/submit", `/submit?from=${run.experiment.id}`, `/submit?technique=distill&base=${encodeURIComponent(run.modelVersion.id)}`,
      `/results/${run.result.id}`, `/results/${demo}`, `/publications/${publication}`, "/account", "/nothing/at/all",
    ];
    const asked = [...signedIn.map((path) => ({ path, within: person })), ...["/", "/sign-in", "/reset-password", "/invitations/none", "/submit"].map((path) => ({ path, within: stranger }))];
    const found: string[] = [];
    for (const { path, within } of asked) {
      for (const prefix of ["", "/zh"]) {
        const page = await open(prefix + path, within);
        await page.evaluate(`document.querySelectorAll("details").forEach((details) => { details.open = true; })`);
        for (const width of widths) {
          await page.setViewportSize({ width, height: 800 });
          found.push(...(await page.evaluate<string[]>(tooWide)).map((what) => `${prefix}${path} at ${width}: ${what}`));
        }
        await page.close();
      }
    }
    expect(found).toEqual([]);
  });

  test("a run tells its training processes, and how late their gradients came: as a picture, as a sentence and as a table, in both languages", async () => {
    const page = await open(`/runs/${run.id}`, await opened.newContext());
    expect(await page.locator("main .frame > .facts").innerText()).toMatch(/Training processes\s+\d, each with 1 thread/);
    const section = page.locator("section:has(#staleness)");
    const picture = await section.getByRole("img").getAttribute("aria-label");
    expect(picture).toMatch(/Histogram of the staleness\. Of \d+ gradients [\d.]+% came with none between/);
    expect(await section.locator("rect").count()).toBeGreaterThan(0);
    await section.locator("summary").focus();
    await page.keyboard.press("Enter");
    const counts = await section.locator("tbody tr td:nth-child(2)").allInnerTexts();
    expect(counts.map(Number).reduce((sum, count) => sum + count, 0)).toBe(Number(/Of (\d+) gradients/.exec(picture!)![1]));
    expect(await violationsOf(page)).toEqual([]);
    await page.goto(`${system.url}/zh/runs/${run.id}`);
    expect(await page.locator("section:has(#staleness)").innerText()).toMatch(/梯度的陈旧度[\s\S]*共 \d+ 个梯度/);
    expect(await page.locator("main .frame > .facts").innerText()).toMatch(/训练进程\s+\d 个，每个 1 个线程/);
    await page.goto(`${system.url}/en/runs/${others[0]}`);
    expect(await page.locator("#staleness").count()).toBe(0);
    expect(await page.locator("main .frame > .facts").innerText()).not.toContain("Training processes");
  });

  test("a baseline that is chosen for the pay-back stays chosen, and so does counting the training of the base", async () => {
    const page = await open(`/results/${demo}`, stranger);
    const form = page.locator("section:has(#payBack) form");
    await form.locator("input[name=countBase]").check();
    await form.locator("select").selectOption(run.result.id);
    await form.locator("button").click();
    await page.waitForURL(/countBase=true/);
    expect([await form.locator("input[name=countBase]").isChecked(), await form.locator("select").inputValue()]).toEqual([true, run.result.id]);
  });
});
