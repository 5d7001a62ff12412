import { expect, test } from "@jest/globals";
import { commandLine, splitCommand } from "./split-command.ts";

test("all behind the first -- is the command's, also a second -- and options that look like ours", () => {
  expect(splitCommand(["--quiet", "--", "npm", "run", "train", "--", "--json", "x"])).toEqual({ options: ["--quiet"], command: "npm", parameters: ["run", "train", "--", "--json", "x"] });
  expect(splitCommand(["--", ""])).toEqual({ options: [], command: "", parameters: [] });
  expect(() => splitCommand(["--quiet", "--"])).toThrow("After -- comes the command to be measured, e.g. joulemark-energy run -- python train.py");
});

test("where -- is missing, the right line is shown", () => {
  expect(() => splitCommand(["--zone", "DE", "sh", "-c", "true"])).toThrow("Put -- before the command, e.g. joulemark-energy run -- sh -c true");
  expect(() => splitCommand(["--zone", "DE"])).toThrow("Put -- before the command, e.g. joulemark-energy run -- python train.py");
});

test("a command is shown as one would type it, on one line and cut", () => {
  expect(commandLine("python", ["-c", "print('a b')", ""])).toBe(`python -c 'print('\\''a b'\\'')' ''`);
  expect(commandLine("sh", ["-c", `a\n${"b".repeat(200)}`])).toMatch(/^sh -c 'a↵b{88,}…$/);
});
