import { expect, test } from "@jest/globals";
import { localeIn, localPath, plainPath } from "./path.ts";

test.each([["/", "/zh"], ["/runs/a", "/zh/runs/a"], ["/leaderboards/digits?method=COUNTER", "/zh/leaderboards/digits?method=COUNTER"]])(
  "%s in Chinese stands at %s, and back", (english, chinese) => {
    expect(localPath(english, "zh")).toBe(chinese);
    expect(localPath(english, "en")).toBe(english);
    expect(plainPath(chinese)).toBe(english);
  },
);
test("a path that merely begins like a language stays as it is", () => {
  expect(plainPath("/zhe/runs")).toBe("/zhe/runs");
});
test.each([["/zh", "zh"], ["/zh/runs/a.b", "zh"], ["/en/runs", "en"], ["/runs", null], ["/zhe", null]])("%s says the language %s", (path, locale) => {
  expect(localeIn(path)).toBe(locale);
});
