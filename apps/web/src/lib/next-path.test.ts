import { expect, test } from "@jest/globals";
import { readNextPath, signInPath } from "./next-path.ts";

test.each(["/", "/runs", "/invitations/a-b_c", "/projects/lab?done=joined", "/compare?run=a&run=b"])("%s is a path of ours", (path) => {
  expect(readNextPath(path)).toBe(path);
});
test("a path in Chinese is the same page, shown in the reader's language", () => {
  expect(readNextPath("/zh/runs?state=FAILED")).toBe("/runs?state=FAILED");
});
test.each([
  "https://evil.example", "//evil.example", "/\\evil.example", "\\\\evil.example", "/\t/evil.example", "/ok\n//evil.example", "javascript:alert(1)", "evil.example", "",
  "/.//evil.example", "/zh//evil.example", "/runs/..//evil.example", undefined, null, ["/runs"], "/sign-in?next=/runs", "/zh/sign-in",
])("%p leads to the start page", (text) => {
  expect(readNextPath(text)).toBe("/");
});
test("the way to sign-in remembers the page, and back again it is the same", () => {
  const path = signInPath("/projects/lab?x=1&y=2");
  expect(path).toBe("/sign-in?next=%2Fprojects%2Flab%3Fx%3D1%26y%3D2");
  expect(readNextPath(new URL(path, "http://a.example").searchParams.get("next"))).toBe("/projects/lab?x=1&y=2");
});
