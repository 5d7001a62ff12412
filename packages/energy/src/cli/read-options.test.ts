import { expect, test } from "@jest/globals";
import { nearest } from "./nearest.ts";
import { runOptions } from "./options.ts";
import { readOptions } from "./read-options.ts";
import { UsageError } from "./usage-error.ts";

test("options are read in both forms, flags without a value", () => {
  expect(readOptions(["--json", "a.json", "--zone=DE", "-q", "rest"], runOptions)).toEqual({ values: { json: "a.json", zone: "DE", quiet: true }, positionals: ["rest"] });
});

test.each([
  [["--jsno", "a"], "There is no option --jsno. Did you mean --json energy.json?"],
  [["--tarif", "1 EUR"], 'There is no option --tarif. Did you mean --tariff "0.21 EUR"?'],
  [["--prom=x"], "There is no option --prom. Did you mean --prometheus joulemark.prom?"],
  [["-x"], "There is no option -x. There are: --json, --csv"],
  [["--json"], "--json needs a value: --json energy.json."],
  [["--json="], "--json needs a value"],
  [["--json", "--quiet"], 'One that begins with "-" is written --json=--quiet'],
  [["--quiet=no"], '--quiet takes no value; leave "no" away.'],
  [["--pue", "1.2", "--pue", "1.3"], "--pue was given twice"],
  [["--constructor"], "There is no option --constructor"],
])("what is wrong with %j is named, and what would be right", (args, words) => {
  expect(() => readOptions(args, runOptions)).toThrow(UsageError);
  expect(() => readOptions(args, runOptions)).toThrow(words);
});

test("a value that begins with a minus can be given with a sign of equality", () => {
  expect(readOptions(["--json=-a.json"], runOptions).values).toEqual({ json: "-a.json" });
});

test("the nearest word is the one with the fewest changed letters, and a far one is none", () => {
  expect(nearest("doctr", ["run", "doctor"])).toBe("doctor");
  expect(nearest("rnu", ["run", "doctor"])).toBe("run");
  expect(nearest("RECOMPUTE", ["run", "recompute"])).toBe("recompute");
  expect(nearest("train.py", ["run", "doctor", "recompute"])).toBeUndefined();
});
