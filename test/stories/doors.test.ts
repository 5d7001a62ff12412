import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import type { BrowserContext, Page } from "playwright-core";
import { violationsOf } from "../support/accessibility.ts";
import { inBrowser } from "../support/browser.ts";
import { runSql } from "../support/database.ts";
import { send } from "../support/graphql.ts";
import { startSystem } from "../support/system.ts";
import type { System } from "../support/system.ts";

const PASSWORD = "correct horse battery";
const WHO = "{ viewer { name scopes institutions { slug } } }";

/** Everything the system has written of itself. */
async function logsOf({ data, output }: System): Promise<string> {
  const names = await readdir(join(data, "logs"));
  const logs = await Promise.all(names.map((name) => readFile(join(data, "logs", name), "utf8")));
  return [output, ...logs].join("\n");
}

inBrowser("the portal's doors", (opened) => {
  let system: System;
  let operator: BrowserContext;
  let owner: BrowserContext;
  const refusedByPolicy: string[] = [];

  beforeAll(async () => {
    system = await startSystem({ empty: true, worker: false });
  });
  afterAll(async () => {
    await opened.close(); // and with it every context
    await system.stop();
  });

  const open = async (within: BrowserContext, path: string): Promise<Page> => {
    const page = await within.newPage();
    page.setDefaultTimeout(20_000);
    page.on("console", (message) => message.text().includes("Content Security Policy") && refusedByPolicy.push(`${path}: ${message.text()}`));
    const response = await page.goto(new URL(path, system.url).href);
    expect([path, response?.status()]).toEqual([path, 200]);
    return page;
  };
  const oneTimeLink = async (): Promise<string> => {
    const { createSignInLink } = await system.ask<{ createSignInLink: { url: string } }>(`mutation { createSignInLink(input: {}) { ... on CreateSignInLinkSuccess { url } } }`, {}, await system.adminToken());
    return createSignInLink.url;
  };
  const invite = async (page: Page, email: string, role: string): Promise<string> => {
    await page.fill("input[name=email]", email);
    await page.check(`input[name=role][value=${role}]`);
    await page.locator("form:has(input[name=email]) button[type=submit]").click();
    const address = page.locator(".issued code").first();
    await page.locator(".issued", { hasText: email }).waitFor();
    return address.innerText();
  };
  const accept = async (page: Page, name: string): Promise<void> => {
    await page.fill("input[name=name]", name);
    await page.fill("input[name=password]", PASSWORD);
    await page.locator("main button[type=submit]").click();
    await page.waitForURL(/\/institutions\/alpine\?done=welcome/);
  };
  const signInWith = async (page: Page, email: string, password: string): Promise<void> => {
    await page.fill("input[name=email]", email);
    await page.fill("input[name=password]", password);
    await page.locator("main button[type=submit]").click();
  };
  const tell = async (page: Page): Promise<string> => page.locator("main").innerText();

  test("open for the operator by a link that works once", async () => {
    operator = await opened.newContext();
    const link = await oneTimeLink();
    const page = await open(operator, link);
    await page.locator(".account-name").waitFor();
    const stranger = await open(await opened.newContext(), link);
    expect(new URL(stranger.url()).pathname).toBe("/sign-in");
    expect(await stranger.locator("main [role=alert]").innerText()).toContain("once");
    expect(await tell(stranger)).toContain("npm run sign-in");
  });

  test("let the operator make an institution, which tells what is wrong at its field and keeps what was typed", async () => {
    const page = await open(operator, "/institutions");
    await page.fill("input[name=name]", "Alpine University");
    await page.fill("input[name=slug]", "Not A Slug");
    await page.locator("main button[type=submit]").click();
    const slug = page.locator("input[name=slug][aria-invalid=true]");
    await slug.waitFor();
    expect(await page.locator(`[id="${(await slug.getAttribute("aria-describedby"))!.split(" ").at(-1)}"]`).innerText()).toContain("hyphens");
    expect([await page.inputValue("input[name=name]"), await slug.inputValue()]).toEqual(["Alpine University", "Not A Slug"]);
    await slug.fill("alpine");
    await page.locator("main button[type=submit]").click();
    await page.waitForURL(/\/institutions\/alpine\?done=made/);
  });

  test("lead a new person from the invitation to their institution, as its owner", async () => {
    const address = await invite(await open(operator, "/institutions/alpine"), "ada@example.org", "OWNER");
    expect(address).toMatch(/\/invitations\/[\w-]{20,}$/);
    owner = await opened.newContext();
    const page = await open(owner, address);
    expect(await tell(page)).toMatch(/Alpine University as owner[^]*Manages members/);
    await accept(page, "Ada Owner");
    expect(await tell(page)).toContain("Welcome");
    expect(await page.locator("#members").count()).toBe(1);
    const used = await open(await opened.newContext(), address);
    expect(await tell(used)).toContain("accepted already");
  });

  test("take a person in without JavaScript too, who then signs in and out by plain forms", async () => {
    const address = await invite(await open(owner, "/institutions/alpine"), "ben@example.org", "RESEARCHER");
    const plain = await opened.newContext({ javaScriptEnabled: false });
    const page = await open(plain, address);
    await accept(page, "Ben Researcher");
    expect(await page.locator("#invite").count()).toBe(0); // not for researchers
    await page.goto(`${address}x`);
    expect(await tell(page)).toContain("There is no such invitation");
    await page.goto(`${system.url}/account`);
    await page.locator(".account-name", { hasText: "Ben Researcher" }).click();
    await page.locator("#account-menu button[type=submit]").click();
    await page.waitForURL(/\/sign-in\?done=signedOut/);
    await page.goto(`${system.url}/account`);
    await page.waitForURL(/\/sign-in\?next=%2Faccount/);
    await signInWith(page, "ben@example.org", "not my password at all");
    await page.locator("input[name=password][aria-invalid=true]").waitFor();
    expect([await page.inputValue("input[name=email]"), await page.inputValue("input[name=password]")]).toEqual(["ben@example.org", ""]);
    await signInWith(page, "ben@example.org", PASSWORD);
    await page.waitForURL(/\/account$/);
    await plain.close();
  });

  test("show members with their roles, which an owner changes; the last owner stays one", async () => {
    const page = await open(owner, "/institutions/alpine");
    const row = (name: string) => page.locator("tr", { has: page.locator("th", { hasText: name }) });
    expect(await row("Ben Researcher").locator("select").inputValue()).toBe("RESEARCHER");
    await row("Ben Researcher").locator("select").selectOption("CURATOR");
    await row("Ben Researcher").getByRole("button", { name: "Change" }).click();
    await page.waitForURL(/done=roleChanged/);
    expect(await row("Ben Researcher").locator("select").inputValue()).toBe("CURATOR");
    await row("Ada Owner").locator("select").selectOption("OBSERVER");
    await row("Ada Owner").getByRole("button", { name: "Change" }).click();
    expect(await row("Ada Owner").locator("[role=alert]").innerText()).toContain("no owner");
  });

  test("make a key, show it once, and refuse it once it is revoked", async () => {
    const page = await open(owner, "/account");
    await page.fill("input[name=name]", "notebook");
    await page.locator("form:has(input[name=scopes]) button[type=submit]").click();
    const key = await page.locator(".issued code").first().innerText();
    expect(key).toMatch(/^jm_\w{20,}$/);
    expect(page.url()).not.toContain(key);
    expect((await send<unknown>(system.url, WHO, {}, key)).data).toEqual({ viewer: { name: "Ada Owner", scopes: ["read"], institutions: [{ slug: "alpine" }] } });
    await page.reload();
    expect(await page.content()).not.toContain(key);
    await page.locator("tr", { hasText: "notebook" }).locator("summary").click();
    await page.locator("tr", { hasText: "notebook" }).locator("button[type=submit]").click();
    await page.waitForURL(/done=keyRevoked/);
    expect(await logsOf(system)).not.toContain(key);
    expect((await send(system.url, WHO, {}, key)).errors?.[0]?.extensions?.code).toBe("UNAUTHENTICATED");
  });

  test("let a curator open a project and say who sees it", async () => {
    const page = await open(owner, "/institutions/alpine");
    const form = page.locator("form:has(input[name=slug])");
    await form.locator("input[name=name]").fill("Frugal digits");
    await form.locator("input[name=slug]").fill("frugal");
    await form.locator("button[type=submit]").click();
    await page.waitForURL(/\/projects\/frugal\?done=projectOpened/);
    expect(await page.locator(`main a[href="/submit?project=frugal"]`).count()).toBe(1);
    await page.check("input[name=visibility][value=PUBLIC]");
    await page.locator("form:has(input[name=visibility]) button[type=submit]").click();
    await page.waitForURL(/done=visibilityChanged/);
    expect((await send(system.url, `{ project(slug: "frugal") { visibility } }`)).data).toEqual({ project: { visibility: "PUBLIC" } });
  });

  test("let a person register an institution, the operator approve it, and its curator join a project", async () => {
    const ben = await opened.newContext();
    const person = await open(ben, "/sign-in?next=/institutions");
    await signInWith(person, "ben@example.org", PASSWORD);
    await person.waitForURL(/\/institutions$/);
    await person.fill("input[name=name]", "Boreal Agency");
    await person.fill("input[name=slug]", "boreal");
    await person.locator("form:has(input[name=slug]) button[type=submit]").click();
    await person.waitForURL(/\/institutions\/boreal\?done=registered/);
    expect(await tell(person)).toContain("waits for the operator");

    const page = await open(operator, "/institutions");
    expect(await page.locator("header nav").innerText()).toContain("1 waits");
    await page.locator("main a", { hasText: "Boreal Agency" }).click();
    await page.getByRole("button", { name: "Approve" }).click();
    await page.waitForURL(/\/institutions\/boreal\?done=approved/);

    const lead = await open(owner, "/projects/frugal");
    await lead.locator("select[name=institution]").selectOption("boreal");
    await lead.locator("form:has(select[name=institution]) button[type=submit]").click();
    await lead.waitForURL(/done=institutionInvited/);
    await person.goto(`${system.url}/projects/frugal`);
    await person.getByRole("button", { name: "Join for Boreal Agency" }).click();
    await person.waitForURL(/done=joined/);
    const { data } = await send<unknown>(system.url, `{ project(slug: "frugal") { institutions { slug } invitedInstitutions { slug } } }`);
    expect(data).toEqual({ project: { institutions: [{ slug: "alpine" }, { slug: "boreal" }], invitedInstitutions: [] } });

    const address = await invite(await open(ben, "/institutions/boreal"), "ada@example.org", "OBSERVER");
    const elsewhere = await open(await opened.newContext(), address);
    await elsewhere.getByRole("link", { name: "Sign in and come back" }).click();
    await elsewhere.waitForURL(/\/sign-in\?next=/);
    await signInWith(elsewhere, "ada@example.org", PASSWORD);
    await elsewhere.waitForURL(address);
    await elsewhere.getByRole("button", { name: "Accept the invitation" }).click();
    await elsewhere.waitForURL(/\/institutions\/boreal\?done=welcome/);
    expect(await elsewhere.locator("#members, #invite").count()).toBe(1); // an observer sees the members, and invites nobody
  });

  test("let a curator leave a project and decline to come back, and who leads it withdraw an invitation", async () => {
    const partners = async (): Promise<unknown> => (await send<{ project: unknown }>(system.url, `{ project(slug: "frugal") { institutions { slug } invitedInstitutions { slug } } }`)).data?.project;
    const row = (page: Page) => page.locator("tr", { hasText: "Boreal Agency" });
    /** Opens the question in its row, looks at it, and says yes. */
    const end = async (page: Page, word: string): Promise<void> => {
      await row(page).locator("summary", { hasText: word }).click();
      expect(await violationsOf(page)).toEqual([]);
      await row(page).locator("details button[type=submit]").click();
      await page.waitForURL(/done=left/);
    };
    const inviteBoreal = async (): Promise<Page> => {
      const lead = await open(owner, "/projects/frugal");
      await lead.locator("select[name=institution]").selectOption("boreal");
      await lead.locator("form:has(select[name=institution]) button[type=submit]").click();
      await lead.waitForURL(/done=institutionInvited/);
      return lead;
    };
    // A curator of boreal alone: who curates the lead as well withdraws, instead of declining.
    const { inviteMember } = await system.ask<{ inviteMember: { url: string } }>(`mutation { inviteMember(input: { institution: "boreal", email: "fay@example.org", role: CURATOR }) { ... on InviteMemberSuccess { url } } }`, {}, await system.adminToken());
    await system.ask(`mutation ($token: String!) { acceptInvitation(input: { token: $token, name: "Fay", password: "${PASSWORD}" }) { __typename } }`, { token: inviteMember.url.split("/").at(-1) });
    const person = await open(await opened.newContext(), "/zh/sign-in?next=/projects/frugal");
    await signInWith(person, "fay@example.org", PASSWORD);
    await person.waitForURL(`${system.url}/zh/projects/frugal`);
    await end(person, "退出");
    expect(await tell(person)).toContain("该机构已退出项目");
    expect(await partners()).toEqual({ institutions: [{ slug: "alpine" }], invitedInstitutions: [] });
    await inviteBoreal();
    await person.goto(`${system.url}/zh/projects`);
    expect(await person.locator("tr", { hasText: "Frugal digits" }).innerText()).toContain("受邀");
    await person.locator("main a", { hasText: "Frugal digits" }).click();
    await person.waitForURL(`${system.url}/zh/projects/frugal`);
    await end(person, "谢绝");
    expect(new URL(person.url()).pathname).toBe("/zh/institutions/boreal");
    expect(await partners()).toEqual({ institutions: [{ slug: "alpine" }], invitedInstitutions: [] });
    const lead = await inviteBoreal();
    await end(lead, "Withdraw");
    expect(new URL(lead.url()).pathname).toBe("/projects/frugal");
    expect(await partners()).toEqual({ institutions: [{ slug: "alpine" }], invitedInstitutions: [] });
    await person.goto(`${system.url}/zh/projects/frugal`);
    expect(await person.getByRole("button", { name: /加入/ }).count()).toBe(0);
    await person.context().close();
  });

  test("tell who opens an invitation that was withdrawn or has expired what to do, in their language, and let nobody in", async () => {
    const page = await open(owner, "/institutions/alpine");
    const [withdrawn, expired] = [await invite(page, "dan@example.org", "OBSERVER"), await invite(page, "eve@example.org", "OBSERVER")];
    await page.reload();
    const row = (email: string) => page.locator("tr", { hasText: email });
    await row("dan@example.org").locator("summary").click();
    await row("dan@example.org").getByRole("button", { name: "Withdraw the invitation" }).click();
    await page.waitForURL(/done=invitationRevoked/);
    await runSql(system.data, `UPDATE invitation SET expires_at = now() - interval '1 minute' WHERE email = $1`, ["eve@example.org"]);
    await page.reload();
    expect([await row("dan@example.org").innerText(), await row("eve@example.org").innerText()]).toEqual([expect.stringContaining("withdrawn"), expect.stringContaining("expired")]);
    expect(await row("eve@example.org").locator("summary").count()).toBe(0);
    const stranger = await opened.newContext();
    for (const [address, english, chinese] of [[withdrawn, "This invitation was withdrawn", "此邀请已被撤回"], [expired, "This invitation has expired", "此邀请已过期"]] as const) {
      for (const [prefix, words] of [["/en", english], ["/zh", chinese]] as const) {
        const reader = await open(stranger, prefix + new URL(address).pathname);
        expect(await tell(reader)).toContain(words);
        expect(await reader.locator("main input, main button").count()).toBe(0);
        expect(await violationsOf(reader)).toEqual([]);
        await reader.close();
      }
      const { data } = await send<{ acceptInvitation: { errors: { code: string }[] } }>(system.url, `mutation ($token: String!) { acceptInvitation(input: { token: $token, name: "No", password: "correct horse battery" }) { ... on UserErrors { errors { code } } } }`, { token: address.split("/").at(-1) });
      expect(data?.acceptInvitation.errors).toEqual([{ code: "CONFLICT" }]);
    }
    await stranger.close();
  });

  test("close to an institution that the operator suspends, its people and its keys, and open again", async () => {
    const { createApiKey } = await system.ask<{ createApiKey: { key: string } }>(`mutation { createApiKey(input: { institution: "boreal", name: "script", scopes: ["read"] }) { ... on CreateApiKeySuccess { key } } }`, {}, await system.adminToken());
    const keyWorks = async (): Promise<boolean> => (await send(system.url, WHO, {}, createApiKey.key)).errors === undefined;
    expect(await keyWorks()).toBe(true);
    const page = await open(operator, "/zh/institutions/boreal");
    await page.locator("summary", { hasText: "暂停" }).click();
    await page.getByRole("button", { name: "确认暂停" }).click();
    expect(await page.locator("input[name=reason]:invalid").count()).toBe(1); // the browser asks for the reason first
    expect(await violationsOf(page)).toEqual([]);
    await page.fill("input[name=reason]", "合同到期");
    await page.getByRole("button", { name: "确认暂停" }).click();
    await page.waitForURL(/\/zh\/institutions\/boreal\?done=suspended/);
    expect(await tell(page)).toContain("该机构已被暂停");
    expect(await keyWorks()).toBe(false);

    const person = await open(await opened.newContext(), "/sign-in?next=/institutions/boreal");
    await signInWith(person, "ben@example.org", PASSWORD);
    await person.waitForURL(`${system.url}/institutions/boreal`);
    expect(await tell(person)).toContain("This institution is suspended");
    expect(await person.locator("#open, #invite, #keys").count()).toBe(0);
    expect(await violationsOf(person)).toEqual([]);
    await person.goto(`${system.url}/institutions`);
    expect(await person.locator("tr", { hasText: "Boreal Agency" }).innerText()).toContain("suspended");

    await page.getByRole("button", { name: "恢复参与" }).click();
    await page.waitForURL(/done=approved/);
    expect(await keyWorks()).toBe(true);
    await person.goto(`${system.url}/institutions/boreal`);
    expect(await person.locator("#open, #invite, #keys").count()).toBe(3);
    await person.context().close();
  });

  test("let in who has forgotten the password, by the operator's link, and change it later", async () => {
    const page = await open(operator, "/account");
    await page.fill("form:has(input[name=email]) input[name=email]", "ben@example.org");
    await page.locator("form:has(input[name=email]) button[type=submit]").click();
    const ben = await opened.newContext();
    const person = await open(ben, await page.locator(".issued code").first().innerText());
    await person.fill("input[name=newPassword]", "a second good password");
    await person.locator("main button[type=submit]").click();
    await person.waitForURL(/\/sign-in\?done=passwordReset/);
    await signInWith(person, "ben@example.org", "a second good password");
    await person.waitForURL(`${system.url}/`);
    await person.goto(`${system.url}/account`);
    await person.fill("input[name=currentPassword]", "a wrong old password");
    await person.fill("input[name=newPassword]", "a third good password");
    await person.locator("form:has(input[name=currentPassword]) button[type=submit]").click();
    await person.locator("input[name=currentPassword][aria-invalid=true]").waitFor();
    await person.fill("input[name=currentPassword]", "a second good password");
    await person.fill("input[name=newPassword]", "a third good password");
    await person.locator("form:has(input[name=currentPassword]) button[type=submit]").click();
    await person.waitForURL(/\/account\?done=passwordChanged/); // this session goes on
  });

  test("give a key without JavaScript, in the answer to the form", async () => {
    const plain = await opened.newContext({ javaScriptEnabled: false, storageState: await owner.storageState() });
    const page = await open(plain, "/institutions/alpine");
    const form = page.locator("form:has(input[name=scopes])");
    await form.locator("input[name=name]").fill("worker");
    await form.locator("input[value='read']").uncheck();
    await form.locator("button[type=submit]").click();
    await form.locator("fieldset .field-error").waitFor();
    expect(await form.locator("input[name=name]").inputValue()).toBe("worker");
    expect(await form.locator("input[value='read']").isChecked()).toBe(false);
    await form.locator("input[value='run:execute']").check();
    await form.locator("button[type=submit]").click();
    expect(await page.locator(".issued code").first().innerText()).toMatch(/^jm_/);
    await plain.close();
  });

  test("lead by keyboard alone through signing in, past an address that would lead away", async () => {
    const page = await open(await opened.newContext(), "/sign-in?next=//evil.example/");
    const tabTo = async (target: string): Promise<void> => {
      for (let presses = 0; presses < 20 && (await page.locator(`${target}:focus`).count()) === 0; presses += 1) await page.keyboard.press("Tab");
    };
    await tabTo("input[name=email]");
    await page.keyboard.type("ada@example.org");
    await page.keyboard.press("Tab");
    await page.keyboard.type(PASSWORD);
    await page.keyboard.press("Enter");
    await page.waitForURL(`${system.url}/`);
    await tabTo(".account-name");
    await page.keyboard.press("Enter");
    await page.keyboard.press("Tab");
    expect(await page.locator(":focus").getAttribute("href")).toBe("/account");
  });

  test("have no accessibility violation, light, dark and in Chinese", async () => {
    const stranger = await opened.newContext();
    const found: string[] = [];
    const look = async (within: BrowserContext, path: string): Promise<void> => {
      const page = await open(within, path);
      for (const [scheme, address] of [["light", path], ["dark", `/zh${path}`]] as const) {
        await page.emulateMedia({ colorScheme: scheme });
        if (scheme === "dark") await page.goto(system.url + address);
        found.push(...(await violationsOf(page)));
        expect(await tell(page)).not.toMatch(/\{\w+\}|NaN|undefined|null/);
      }
      await page.close();
    };
    const pending = new URL(await invite(await open(owner, "/institutions/alpine"), "cyn@example.org", "REVIEWER")).pathname;
    for (const path of ["/sign-in?error=INVALID_TOKEN", "/reset-password?token=x", pending, "/institutions"]) await look(stranger, path);
    for (const path of ["/institutions/alpine", "/projects/frugal", "/account"]) await look(owner, path);
    await look(operator, "/institutions/alpine");
    expect(found).toEqual([]);
    expect(refusedByPolicy).toEqual([]);
  });

  test("bring at most 150 kB of script to a page, packed", async () => {
    const page = await (await opened.newContext({ storageState: await owner.storageState() })).newPage();
    const scripts: Promise<Buffer>[] = [];
    page.on("response", (response) => response.request().resourceType() === "script" && scripts.push(response.body()));
    await page.goto(`${system.url}/institutions/alpine`, { waitUntil: "networkidle" });
    const packed = (await Promise.all(scripts)).map((script) => gzipSync(script).length);
    expect(packed.length).toBeGreaterThan(0);
    expect(packed.reduce((sum, bytes) => sum + bytes, 0)).toBeLessThan(150_000);
  });
});
