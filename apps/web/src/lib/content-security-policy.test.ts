import { expect, test } from "@jest/globals";
import { contentSecurityPolicy } from "./content-security-policy.ts";

test("a built portal allows neither eval nor unmarked inline scripts", () => {
  const policy = contentSecurityPolicy("abc", { development: false });
  expect(policy).toContain("script-src 'self' 'nonce-abc'");
  expect(policy).not.toMatch(/unsafe-eval|unsafe-inline/);
});
test("a page loads nothing from another origin and cannot be framed", () => {
  const policy = contentSecurityPolicy("abc", { development: false });
  expect(policy).not.toMatch(/https?:|\*/);
  expect(policy).toContain("frame-ancestors 'none'");
});
