import { createServer, type IncomingMessage, type Server } from "node:http";
import { afterAll, beforeAll, beforeEach, expect, test } from "@jest/globals";
import { startTestApi, type TestApi } from "../test-api.ts";
import { newMember } from "../test-session.ts";
import { makeLab } from "../test-worker.ts";

/** Answers as the portal does: pages, an empty 404, and its not-found page. */
let portal: Server;
let api: TestApi;
let asked: IncomingMessage[] = [];
let drawsNotFound = true;
beforeAll(async () => {
  portal = createServer((request, response) => {
    asked.push(request);
    response.setHeader("x-seen-host", request.headers.host ?? "").setHeader("content-type", "text/html; charset=utf-8");
    if (request.url === "/not-found") return void response.writeHead(drawsNotFound ? 200 : 500, { "set-cookie": ["a=1", "b=2"] }).end(`nothing at ${decodeURIComponent(String(request.headers["x-joulemark-missing"]))}`);
    if (request.url?.includes("missing")) return void response.writeHead(404).end("<html id=__next_error__></html>");
    if (request.url === "/_next/missing.js") return void response.writeHead(404, { "content-type": "text/plain" }).end("Not Found");
    response.setHeader("set-cookie", "seen=1").end(`page ${request.url}`);
  });
  await new Promise<void>((resolve) => portal.listen(0, "127.0.0.1", resolve));
  const address = portal.address();
  api = await startTestApi({ WEB_URL: `http://127.0.0.1:${typeof address === "object" ? address?.port : 0}` });
}, 60_000);
afterAll(async () => {
  await api.close();
  portal.close();
});
beforeEach(() => {
  asked = [];
  drawsNotFound = true;
});

test("what is not the API's is passed to the portal under the name people use", async () => {
  const page = await fetch(`${api.url}/zh/runs?x=1`);
  expect([page.status, await page.text(), page.headers.get("x-seen-host")]).toEqual([200, "page /zh/runs?x=1", new URL(api.url).host]);
});

test("a page that is not there is answered with the portal's not-found page, status 404, drawn for the reader", async () => {
  const page = await fetch(`${api.url}/zh/models/missing?a=b`, { headers: { cookie: "NEXT_LOCALE=zh", "accept-language": "zh" } });
  expect([page.status, await page.text(), page.headers.getSetCookie()]).toEqual([404, "nothing at /zh/models/missing?a=b", ["a=1", "b=2"]]);
  expect(asked.map(({ url, headers }) => [url, headers.host, headers.cookie, headers["accept-language"]])).toEqual([
    ["/zh/models/missing?a=b", new URL(api.url).host, "NEXT_LOCALE=zh", "zh"],
    ["/not-found", new URL(api.url).host, "NEXT_LOCALE=zh", "zh"],
  ]);
  const head = await fetch(`${api.url}/missing`, { method: "HEAD" });
  expect([head.status, await head.text(), asked.at(-1)!.method]).toEqual([404, "", "HEAD"]);
});

test("a session's new cookie goes to the browser beside the portal's own, with pages that are there and those that are not", async () => {
  await makeLab(api);
  const { slug } = await api.db.institution.findFirstOrThrow();
  const ada = await newMember(api, slug, "ada@example.org", "RESEARCHER");
  for (const [path, own] of [["/runs", ["seen=1"]], ["/missing", ["a=1", "b=2"]]] as const) {
    await api.db.session.updateMany({ data: { expiresAt: new Date(Date.now() + 10 * 86_400_000) } });
    const page = await fetch(`${api.url}${path}`, { headers: { cookie: ada.cookie, accept: "text/html" } });
    expect(page.headers.getSetCookie()).toEqual([expect.stringContaining("joulemark.session_token="), ...own]);
  }
});

test("an address that cannot be decoded is not there either, and the portal is not troubled with it", async () => {
  const page = await fetch(`${api.url}/%E0%A4%A`);
  expect([page.status, await page.text()]).toEqual([404, "nothing at /%E0%A4%A"]);
  expect(asked.map(({ url }) => url)).toEqual(["/not-found"]);
});

test("what the portal's scripts ask for, and forms, get the portal's own 404", async () => {
  const answers = [await fetch(`${api.url}/missing`, { headers: { rsc: "1" } }), await fetch(`${api.url}/missing`, { method: "POST", body: "a=b" })];
  for (const answer of answers) expect([answer.status, await answer.text()]).toEqual([404, "<html id=__next_error__></html>"]);
  expect(asked.map(({ url }) => url)).toEqual(["/missing", "/missing"]);
});

test("where the not-found page fails, a plain one stands in", async () => {
  drawsNotFound = false;
  const page = await fetch(`${api.url}/missing`);
  expect([page.status, page.headers.get("content-type")]).toEqual([404, "text/html; charset=utf-8"]);
  expect(await page.text()).toContain('<a href="/">');
});

test("where the portal is away, a plain 503 stands in", async () => {
  portal.closeAllConnections();
  await new Promise((resolve) => portal.close(resolve));
  const page = await fetch(`${api.url}/`);
  expect([page.status, page.headers.get("retry-after")]).toEqual([503, "5"]);
  expect(await page.text()).toContain("the portal is not running");
});
