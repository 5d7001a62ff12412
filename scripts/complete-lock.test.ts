import { expect, test } from "@jest/globals";
import { missingOptionals } from "./complete-lock.mjs";

const locked = (optionalDependencies: Record<string, string>) => ({ "": {}, "node_modules/tool": { version: "1.2.3", optionalDependencies } });

test("an optional package that the lock does not name gets its parent's pinned version and the platform of its name", () => {
  expect(missingOptionals(locked({ "@tool/darwin-arm64": "1.2.3", "@tool/windows-64": "1.2.3", "@tool/linux-arm-gnueabihf": "1.2.3" }))).toEqual({
    "node_modules/@tool/darwin-arm64": { version: "1.2.3", os: ["darwin"], cpu: ["arm64"], optional: true },
    "node_modules/@tool/windows-64": { version: "1.2.3", os: ["win32"], cpu: ["x64"], optional: true },
    "node_modules/@tool/linux-arm-gnueabihf": { version: "1.2.3", os: ["linux"], cpu: ["arm"], optional: true },
  });
});

test("one that is named at the top, or within its parent, is left alone", () => {
  const packages = locked({ "@tool/linux-x64": "1.2.3", "@tool/darwin-x64": "1.2.3" });
  expect(missingOptionals({ ...packages, "node_modules/@tool/linux-x64": {}, "node_modules/tool/node_modules/@tool/darwin-x64": {} })).toEqual({});
});

test("a version that is not pinned, or a name without a platform, is not guessed", () => {
  expect(missingOptionals(locked({ "@tool/darwin-x64": "^1.0.0" }))).toEqual({});
  expect(() => missingOptionals(locked({ fsevents: "2.3.3" }))).toThrow("fsevents");
});
