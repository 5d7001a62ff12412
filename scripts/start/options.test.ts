import { describe, expect, test } from "@jest/globals";
import { originOf, readOptions } from "./options.ts";

describe("options of npm start", () => {
  test("the command line wins over the environment, which wins over the defaults", () => {
    expect(readOptions([], {})).toMatchObject({ host: "127.0.0.1", port: 4000, databaseUrl: null, demo: true, worker: true });
    expect(readOptions([], { PORT: "4100", JOULEMARK_DATA: "/srv/j", DATABASE_URL: "postgresql://x/y" })).toMatchObject({ port: 4100, data: "/srv/j", databaseUrl: "postgresql://x/y" });
    expect(readOptions(["--port", "0", "--data", "/tmp/k", "--empty", "--no-worker"], { PORT: "4100", JOULEMARK_DATA: "/srv/j" })).toMatchObject({ port: 0, data: "/tmp/k", demo: false, worker: false });
  });

  test("a variable that is set but empty counts as not set", () => {
    expect(readOptions([], { JOULEMARK_DATA: "", DATABASE_URL: "", HOST: "" })).toMatchObject({ host: "127.0.0.1", databaseUrl: null });
  });

  test.each(["65536", "-1", "4000a", "", "1.5"])("the port %p is refused", (port) => {
    expect(() => readOptions([`--port=${port}`], {})).toThrow(/port/);
  });

  test("an unknown option is refused by its name, and help is no start", () => {
    expect(() => readOptions(["--fast"], {})).toThrow("--fast");
    expect(readOptions(["--help"], {})).toBeNull();
  });
});

test("the origin is one that this machine reaches, also for a wildcard and for IPv6", () => {
  expect(originOf("127.0.0.1", 4000)).toBe("http://127.0.0.1:4000");
  expect(originOf("0.0.0.0", 4000)).toBe("http://127.0.0.1:4000");
  expect(originOf("::1", 4000)).toBe("http://[::1]:4000");
});
