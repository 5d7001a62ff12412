import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { AxeBuilder } from "@axe-core/playwright";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import type { BrowserContext, Page } from "playwright-core";
import { violationsOf } from "../support/accessibility.ts";
import { inBrowser } from "../support/browser.ts";
import { longTraining, submit, waitFor, waitForEnd } from "../support/experiments.ts";
import { startLab } from "../support/lab.ts";
import type { System } from "../support/system.ts";

const python = promisify(execFile);
/** gzip, of everything a page loads. */
const mostScriptBytes = 150_000;

inBrowser("the form that submits", (opened) => {
  let system: System;
  let token: string;
  let person: BrowserContext;
  let plain: BrowserContext;
  let trained: { experiment: string; run: string; version: string; model: string; result: string };

  beforeAll(async () => {
    ({ system, token } = await startLab());
    person = await opened.newContext();
    const { createSignInLink } = await system.ask<{ createSignInLink: { url: string } }>(`mutation { createSignInLink(input: {}) { ... on CreateSignInLinkSuccess { url } } }`, {}, token);
    await (await person.newPage()).goto(createSignInLink.url);
    plain = await opened.newContext({ javaScriptEnabled: false, storageState: await person.storageState() });
  });
  afterAll(async () => {
    await opened.close(); // and with it every context
    await system.stop();
  });

  const open = async (path: string, within: BrowserContext): Promise<Page> => {
    const page = await within.newPage();
    page.setDefaultTimeout(20_000);
    const response = await page.goto(new URL(path, system.url).href);
    expect([path, response?.status()]).toEqual([path, 200]);
    return page;
  };
  /** A field by its path in the specification. */
  const at = (page: Page, path: string) => page.locator(`[id="specification.${path}"]`);
  const press = (page: Page, intent: string) => page.locator(`main button[name=intent][value="${intent}"]`).last().click();
  const experimentCount = async (): Promise<number> => (await system.ask<{ experiments: { totalCount: number } }>(`{ experiments { totalCount } }`, {}, token)).experiments.totalCount;
  const fillShort = async (page: Page, name: string): Promise<void> => {
    await at(page, "name").fill(name);
    await page.check("input[name=baseKind][value=layers]");
    await at(page, "base.layers.0.units").fill("8");
    await at(page, "training.examples").fill("60");
    await at(page, "training.epochs").fill("40");
  };

  test("tells a stranger to sign in, and brings them back", async () => {
    const page = await open("/submit?technique=distill", await opened.newContext());
    expect(await page.locator("main form").count()).toBe(0);
    expect(await page.locator("main a.button.primary").getAttribute("href")).toBe(`/sign-in?next=${encodeURIComponent("/submit?technique=distill")}`);
  });

  test("names what is wrong at its field, keeps what was entered, and then submits once, also by a double click", async () => {
    const page = await open("/submit", person);
    await fillShort(page, "Digits by form");
    await at(page, "training.epochs").fill("many");
    await press(page, "submit");
    const problem = page.locator(".notice.failed a");
    await problem.waitFor();
    expect(await problem.getAttribute("href")).toBe("#specification.training.epochs");
    expect(await at(page, "training.epochs").getAttribute("aria-invalid")).toBe("true");
    const described = (await at(page, "training.epochs").getAttribute("aria-describedby"))!.split(" ");
    expect(await page.locator(`[id="${described.at(-1)}"]`).innerText()).toBe("This is not a number.");
    expect([await at(page, "training.epochs").inputValue(), await at(page, "name").inputValue(), await at(page, "base.layers.0.units").inputValue()]).toEqual(["many", "Digits by form", "8"]);
    expect(await experimentCount()).toBe(0);

    await at(page, "training.epochs").fill("40");
    await page.locator("main button[name=intent][value=submit]").dblclick();
    await page.waitForURL(/\/experiments\/[^?]+\?done=submitted/);
    expect(await experimentCount()).toBe(1);
    await page.locator("main th a[href*='/runs/']").first().click();
    await page.waitForURL(/\/runs\//);
    await page.locator("header .state.SUCCEEDED").waitFor({ timeout: 60_000 });
    const { runs } = await system.ask<{ runs: { nodes: { id: string; experiment: { id: string }; result: { id: string }; modelVersion: { id: string; model: { id: string } } }[] } }>(`{ runs(first: 1) { nodes { id experiment { id } result { id } modelVersion { id model { id } } } } }`, {}, token);
    const [run] = runs.nodes;
    trained = { experiment: run!.experiment.id, run: run!.id, version: run!.modelVersion.id, model: run!.modelVersion.model.id, result: run!.result.id };
  });

  test("tells what an experiment will take as it is filled in, before it is submitted, and warns of its budget", async () => {
    const before = await experimentCount();
    const page = await open("/submit", person);
    const estimate = page.locator("#estimate");
    await estimate.getByText("It cannot be estimated yet").waitFor();
    await fillShort(page, "Foretold");
    await at(page, "seeds").fill("1, 2");
    await estimate.getByText(/^About [\d.]+ J a run, [\d.]+ J for all 2\.$/).waitFor();
    expect(await estimate.locator("tbody th").allInnerTexts()).toEqual(["Energy of training", "Carbon", "Electricity", "Duration, one after another, without waiting"]);
    expect(await estimate.innerText()).toMatch(/learnt from 1 run on cpu\//);
    expect(await estimate.locator(".notice").count()).toBe(0);
    await at(page, "budget.maxEnergyJoules").fill("0.0001");
    await estimate.locator(".notice", { hasText: "0.0001 J: above 99%" }).waitFor();
    expect(await experimentCount()).toBe(before);
  });

  test("estimates by its button without JavaScript, in Chinese, and names what hinders it", async () => {
    const page = await open("/zh/submit", plain);
    await fillShort(page, "");
    await at(page, "training.epochs").fill("many");
    await press(page, "estimate");
    expect(await page.locator(".notice.failed").innerText()).toContain("尚未估计");
    expect(await page.locator("#estimate table").count()).toBe(0);
    await at(page, "training.epochs").fill("40");
    await press(page, "estimate");
    expect(await page.locator("#estimate tbody tr").first().innerText()).toMatch(/训练能耗\s+[\d.]+ J\s+[\d.]+–[\d.]+/);
    expect(await page.locator("#estimate").innerText()).toContain("次运行");
    expect(await at(page, "training.epochs").inputValue()).toBe("40");
  });

  test("leads from the experiment to its draft, and to the board", async () => {
    const page = await open(`/experiments/${trained.experiment}`, person);
    await page.locator(`main a[href="/results/${trained.result}#publish"]`).click();
    await page.locator("section:has(#publish) button[type=submit]").click();
    await page.waitForURL(/done=published/);
    await page.goto(`${system.url}/leaderboards/digits`);
    expect(await page.locator("main").innerText()).toContain("64-8-10");
  });

  test("shows another technique's parameters at once, and starts from a registered version", async () => {
    const page = await open("/submit", person);
    expect(await at(page, "pipeline.0.temperature").count()).toBe(0);
    await at(page, "pipeline.0.technique").selectOption("distill");
    await at(page, "pipeline.0.temperature").waitFor();
    expect(await at(page, "pipeline.0.temperature").inputValue()).toBe("4");
    await page.goto(`${system.url}/models/${trained.model}`);
    await page.locator("main a[href*='/submit?technique=distill']").click();
    await page.waitForURL(/\/submit\?/);
    expect([await at(page, "base.modelVersion").inputValue(), await at(page, "pipeline.0.technique").inputValue()]).toEqual([trained.version, "distill"]);
  });

  test("takes generations of the teacher's own layers in place of a student, which is left out by keyboard, and names a strategy's key where another strategy is chosen", async () => {
    for (const [prefix, leave, take, misfit] of [["", "Remove Student", "Add student", "The strategy single does not use this"], ["/zh", "移除学生网络", "添加学生网络", "训练策略 single 不使用此项"]] as const) {
      const within = await opened.newContext({ storageState: await person.storageState() }); // of its own: a page under /zh sets the language
      const page = await open(`${prefix}/submit?technique=distill&base=${encodeURIComponent(trained.version)}`, within);
      await at(page, "name").fill("Born again");
      await at(page, "pipeline.0.student.layers.0.units").waitFor();
      await page.getByRole("button", { name: leave }).focus();
      await page.keyboard.press("Enter");
      await at(page, "pipeline.0.student.layers.0.units").waitFor({ state: "detached" });
      await page.waitForFunction(`document.activeElement.id === "specification.pipeline.0.student"`); // the button is gone: its group has the focus
      await page.getByRole("button", { name: take }).waitFor();
      await at(page, "pipeline.0.generations").fill("2");
      await at(page, "training.strategy").selectOption("async");
      await at(page, "training.workers").fill("2");
      await at(page, "training.strategy").selectOption("single");
      await at(page, "training.maxStaleness").waitFor({ state: "detached" }); // drawn anew; what was entered is still there, and is refused
      await press(page, "submit");
      await page.locator(".notice.failed", { hasText: misfit }).waitFor();
      expect(await Promise.all((await page.locator(".notice.failed a").all()).map((link) => link.getAttribute("href")))).toEqual(["#specification.training.workers"]);
      expect(await at(page, "training.workers").getAttribute("aria-invalid")).toBe("true");
      expect(await violationsOf(page)).toEqual([]);
      await page.locator("main details.preview summary").click();
      const json = page.locator("main details.preview .code").first(); // of the answer that refused it
      await json.getByText('"generations": 2').waitFor();
      expect(await json.innerText()).not.toContain('"student"');
      await page.getByRole("button", { name: take }).click();
      await at(page, "pipeline.0.student.layers.0.units").waitFor();
      await within.close();
    }
  });

  test("finds a base by a part of its model's name, in both languages, and says where none has it", async () => {
    for (const prefix of ["", "/zh"]) {
      const page = await open(`${prefix}/submit`, person);
      await page.check("input[name=baseKind][value=modelVersion]");
      const search = async (text: string): Promise<string[]> => {
        await page.locator("[id=search]").fill(text);
        await page.locator("[data-base=modelVersion] .form-deeds button").click();
        await page.locator(`[id=search][value="${text}"]`).waitFor(); // the form as the server drew it anew
        const values = await Promise.all((await at(page, "base.modelVersion").locator("option").all()).map((option) => option.getAttribute("value")));
        return values.filter((value) => value !== null && value !== "") as string[];
      };
      expect(await search("nothing is called so")).toEqual([]);
      expect(await page.locator("[id=search-hint]").innerText()).toContain(prefix === "" ? "0 versions of 0 models" : "0 个模型");
      expect(await search("by FORM")).toEqual([trained.version]);
      expect(await violationsOf(page)).toEqual([]);
      const asked = page.waitForRequest((request) => request.method() === "POST");
      await at(page, "base.modelVersion").selectOption(trained.version);
      await asked;
      await page.waitForTimeout(1500); // for the estimate to come, and the form to be drawn for it
      expect(await at(page, "base.modelVersion").inputValue()).toBe(trained.version); // also when an estimate was drawn meanwhile
      await at(page, "pipeline.0.technique").selectOption("distill");
      await at(page, "pipeline.0.temperature").waitFor();
      expect(await at(page, "base.modelVersion").inputValue()).toBe(trained.version); // what was chosen stays chosen
      await page.locator("main details.preview summary").click();
      await press(page, "preview");
      await page.locator("main .code", { hasText: trained.version }).first().waitFor();
      await page.close();
    }
  });

  test("asks for what the chosen strategy reads, as soon as it is chosen", async () => {
    const page = await open("/submit", person);
    expect(await at(page, "training.workers").count()).toBe(0);
    await at(page, "training.strategy").selectOption("async");
    await at(page, "training.maxStaleness").waitFor();
    expect([await at(page, "training.workers").count(), await at(page, "training.syncEvery").count()]).toEqual([1, 0]);
    await at(page, "training.strategy").selectOption("local-sgd");
    await at(page, "training.syncEvery").waitFor();
    expect([await at(page, "training.strategy").inputValue(), await at(page, "training.maxStaleness").count()]).toEqual(["local-sgd", 0]);
    await page.close();
  });

  test("takes a further teacher from the registered versions, which can be searched whatever the base is, in both languages", async () => {
    for (const prefix of ["", "/zh"]) {
      const page = await open(`${prefix}/submit?technique=distill`, person);
      await page.locator("button[name=intent][value='add:specification.pipeline.0.teachers']").click();
      const teacher = at(page, "pipeline.0.teachers.0.modelVersion");
      await teacher.waitFor();
      expect(await at(page, "pipeline.0.teachers.0.file").count()).toBe(0);
      await page.locator("[id=search]").fill("nothing is called so");
      await page.locator("[id=find] .form-deeds button").click();
      await page.locator(`[id=search][value="nothing is called so"]`).waitFor();
      expect(await teacher.locator("option").count()).toBe(1);
      await page.locator("[id=search]").fill("by form");
      await page.locator("[id=find] .form-deeds button").click();
      await page.locator(`[id=search][value="by form"]`).waitFor();
      await teacher.selectOption(trained.version);
      await at(page, "pipeline.0.teachers.0.weight").fill("2.5");
      await page.locator("main details.preview summary").click();
      await press(page, "preview");
      await page.locator("main .code", { hasText: '"weight": 2.5' }).first().waitFor();
      expect(await teacher.inputValue()).toBe(trained.version);
      expect(await violationsOf(page)).toEqual([]);
      await page.close();
    }
  });

  test("does the same without JavaScript, in Chinese; a form that is sent twice submits once", async () => {
    const page = await open(`/zh/submit?base=${encodeURIComponent(trained.version)}`, plain);
    await at(page, "name").fill("无脚本蒸馏");
    await at(page, "pipeline.0.technique").selectOption("distill");
    await page.locator(".field:has([id='specification.pipeline.0.technique']) button[value=show]").click();
    expect(await at(page, "name").inputValue()).toBe("无脚本蒸馏");
    await at(page, "pipeline.0.student.layers.0.units").fill("4");
    await press(page, "add:specification.pipeline.0.student.layers");
    await at(page, "pipeline.0.student.layers.1.units").fill("4");
    await at(page, "pipeline.0.temperature").fill("0");
    await at(page, "training.epochs").fill("3");
    await press(page, "submit");
    expect(await page.locator(".notice.failed").innerText()).toContain("大于 0");
    expect(await at(page, "pipeline.0.temperature").getAttribute("aria-invalid")).toBe("true");
    await at(page, "pipeline.0.temperature").fill("2.5");
    await press(page, "remove:specification.pipeline.0.student.layers.1");
    expect(await at(page, "pipeline.0.student.layers.1.units").count()).toBe(0);
    await page.locator("main button[name=intent][value=submit]").dblclick(); // no script holds the second click back
    await page.waitForURL(/\/zh\/experiments\//);
    const [address, count] = [page.url(), await experimentCount()];
    const { experiment } = await system.ask<{ experiment: { specification: { pipeline: unknown[] } } }>(`query ($id: ID!) { experiment(id: $id) { specification } }`, { id: new URL(address).pathname.split("/").at(-1) }, token);
    expect(experiment.specification.pipeline).toEqual([{ technique: "distill", student: { layers: [{ type: "dense", units: 4, activation: "relu" }] }, temperature: 2.5, hardLossWeight: 0.1, softLossWeight: 0.9 }]);
    expect(count).toBe(2);
  });

  test("keeps what was entered when the session ends, also without JavaScript, for whoever signs in again", async () => {
    const within = await opened.newContext({ javaScriptEnabled: false, storageState: await person.storageState() });
    const page = await open("/zh/submit", within);
    const count = await experimentCount();
    await fillShort(page, "会话结束");
    const session = await within.cookies();
    await within.clearCookies();
    await press(page, "add:specification.base.layers"); // any of its buttons
    await page.waitForURL(/\/zh\/sign-in\?next=/);
    await within.addCookies(session);
    await page.goto(`${system.url}/zh${new URL(page.url()).searchParams.get("next")}`);
    expect(await page.locator("main .notice[role=status]").innerText()).toContain("尚未提交");
    expect([await at(page, "name").inputValue(), await at(page, "base.layers.0.units").inputValue(), await at(page, "base.layers.1.units").count(), await at(page, "training.epochs").inputValue()]).toEqual(["会话结束", "8", 1, "40"]);
    expect(await experimentCount()).toBe(count);
    await within.close();
  });

  test("gives Python and GraphQL that submit the same when they are run", async () => {
    const page = await open(`/submit?from=${trained.experiment}`, person);
    expect(await at(page, "training.epochs").inputValue()).toBe("40");
    await at(page, "name").fill('Copied "as Python" \\ 名称');
    await page.locator("main details.preview summary").click();
    await press(page, "preview");
    await page.locator("main .code", { hasText: "Copied" }).first().waitFor();
    const [json, graphql, script] = await page.locator("main details.preview .code").allInnerTexts();
    const run = () => python("python3", ["-c", script!], { env: { ...process.env, JOULEMARK_TOKEN: token } });
    const first = JSON.parse((await run()).stdout) as { __typename: string; experiment: { id: string } };
    expect(first.__typename).toBe("SubmitExperimentSuccess");
    expect(JSON.parse((await run()).stdout)).toEqual(first);
    const { experiment } = await system.ask<{ experiment: { specification: unknown } }>(`query ($id: ID!) { experiment(id: $id) { specification } }`, { id: first.experiment.id }, token);
    expect(experiment.specification).toEqual(JSON.parse(json!));
    expect(await system.ask(graphql!, {}, token)).toMatchObject({ submitExperiment: first });
  });

  test("stops all runs of an experiment from its page and tries them again", async () => {
    const { experiment } = await submit(system.url, token, "lab", { ...longTraining("Long", 200), seeds: [1, 2] });
    const states = async (): Promise<string[]> => (await system.ask<{ experiment: { runs: { nodes: { state: string }[] } } }>(`query ($id: ID!) { experiment(id: $id) { runs { nodes { state } } } }`, { id: experiment!.id }, token)).experiment.runs.nodes.map(({ state }) => state);
    const page = await open(`/experiments/${experiment!.id}`, plain);
    await page.locator("main .confirm summary").click();
    await page.locator("main .confirm button[type=submit]").click();
    await page.waitForURL(/done=allCancelled/);
    await waitFor(states, (all) => all.every((state) => state === "CANCELLED"), 60);
    await page.goto(`${system.url}/experiments/${experiment!.id}`);
    await page.locator("main form.inline button").click();
    await page.waitForURL(/done=allRetried/);
    expect(await states()).not.toContain("CANCELLED");
    for (const { id } of experiment!.runs.nodes) await system.ask(`mutation ($id: ID!) { cancelRun(input: { run: $id }) { __typename } }`, { id }, token);
    await waitForEnd(system.url, token, experiment!.runs.nodes[1]!.id);
  });

  test("compares the runs that were ticked in a list: what differs, figures with intervals, curves", async () => {
    const page = await open("/experiments", plain);
    const boxes = page.locator("main input[name=runs]");
    for (const box of await boxes.all()) await box.check();
    await page.locator("main form.form-list button").click();
    await page.waitForURL(/\/compare\?/);
    const text = await page.locator("main").innerText();
    expect(text).toContain("pipeline.0.temperature");
    expect(text).not.toContain("training.batchSize\t32\t32");
    expect(await page.locator("main .chart svg").count()).toBeGreaterThan(0);
    await page.locator("main a[href*='fields=all']").first().click();
    expect(await page.locator("main").innerText()).toContain("task");
  });

  test("lets a curator say on a model's page who sees it, in Chinese and without JavaScript too", async () => {
    const distilled = async (): Promise<{ id: string; name: string; visibility: string } | undefined> => {
      const { models } = await system.ask<{ models: { nodes: { id: string; name: string; visibility: string }[] } }>(`{ models { nodes { id name visibility } } }`, {}, token);
      return models.nodes.find(({ name }) => name.startsWith("无脚本蒸馏"));
    };
    const model = (await waitFor(distilled, (found) => found !== undefined, 60))!; // its run may still be going on; nothing of it is published
    expect(model.visibility).toBe("PROJECT");
    const stranger = async (): Promise<number> => (await fetch(`${system.url}/zh/models/${model.id}`)).status;
    expect(await stranger()).toBe(404);
    for (const [within, visibility, status] of [[person, "PUBLIC", 200], [plain, "PRIVATE", 404]] as const) {
      const page = await open(`/zh/models/${model.id}`, within);
      if (within === person) expect(await violationsOf(page)).toEqual([]);
      await page.check(`input[name=visibility][value=${visibility}]`);
      await page.locator("form:has(input[name=visibility]) button[type=submit]").click();
      await page.waitForURL(/\/zh\/models\/[^?]+\?done=visibilityChanged/);
      expect(await page.locator("main").innerText()).toContain("可见范围已更改");
      expect(await page.locator(`input[name=visibility][value=${visibility}]`).isChecked()).toBe(true);
      expect([visibility, await stranger()]).toEqual([visibility, status]);
      await page.close();
    }
  });

  test("has pages without accessibility violations, unfinished words or heavy scripts; light, dark and Chinese", async () => {
    const paths = ["/submit", `/submit?technique=distill&base=${encodeURIComponent(trained.version)}`, "/models", `/models/${trained.model}`, "/experiments", `/experiments/${trained.experiment}`, `/runs/${trained.run}`, `/compare?runs=${trained.run}`, "/compare", "/runs", "/"];
    const check = async (path: string, prefix: "" | "/zh"): Promise<string[]> => {
      const page = await open(prefix && path === "/" ? prefix : prefix + path, person);
      const { violations } = await new AxeBuilder({ page }).analyze();
      await page.emulateMedia({ colorScheme: "dark" });
      const dark = await new AxeBuilder({ page }).withRules(["color-contrast"]).analyze(); // colours are all that dark changes
      const words = (await page.locator("main").innerText()).match(/\{\w+\}|NaN|undefined|MISSING_MESSAGE|\b(submit|compare|models)\.\w+/g) ?? [];
      const bytes = await page.evaluate(() => performance.getEntriesByType("resource").reduce((sum, entry) => sum + (/\.js($|\?)/.test(entry.name) ? (entry as unknown as { encodedBodySize: number }).encodedBodySize : 0), 0));
      await page.close();
      const wrong = [...violations, ...dark.violations].map(({ id, nodes }) => `${id} ${nodes.map(({ target }) => target.join(" ")).join("; ")}`);
      return [...wrong, ...words, ...(bytes === 0 || bytes > mostScriptBytes ? [`${bytes} bytes of scripts`] : [])].map((what) => `${prefix}${path}: ${what}`);
    };
    const found: string[] = [];
    for (const path of paths) found.push(...(await Promise.all([check(path, ""), check(path, "/zh")])).flat());
    expect(found).toEqual([]);
  });
});
