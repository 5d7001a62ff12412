import { describe, expect, test } from "@jest/globals";
import { readEnv, WrongSettings } from "./env.ts";

const DATABASE_URL = "postgresql://somebody:secret@127.0.0.1:5432/joulemark";

describe("readEnv", () => {
  test("needs only the address of a database", () => {
    expect(readEnv({ DATABASE_URL })).toMatchObject({ port: 4000, host: "127.0.0.1", webUrl: "", publicUrl: "http://127.0.0.1:4000", allowedHosts: [] });
  });

  test("names every variable that is wrong, and no value of one that may be secret", () => {
    const read = (): unknown => readEnv({ DATABASE_URL: "mysql://root:secret@host/db", PORT: "many", PUBLIC_URL: "ftp://x" });
    expect(read).toThrow(WrongSettings);
    expect(read).toThrow(/DATABASE_URL.*|PORT.*|PUBLIC_URL.*/);
    for (const name of ["DATABASE_URL", "PORT", "PUBLIC_URL"]) expect(read).toThrow(new RegExp(name));
    expect(read).not.toThrow(/secret/);
  });

  test("takes a variable that is set but empty as not set", () => {
    expect(readEnv({ DATABASE_URL, PORT: "", WEB_URL: "" })).toMatchObject({ port: 4000, webUrl: "" });
  });

  test.each([["0.0.0.0", "http://127.0.0.1:4000"], ["::1", "http://[::1]:4000"], ["10.0.0.7", "http://10.0.0.7:4000"]])("listening on %s it is called %s", (HOST, publicUrl) => {
    expect(readEnv({ DATABASE_URL, HOST }).publicUrl).toBe(publicUrl);
  });

  test("drops the trailing slash of origins and splits host names", () => {
    expect(readEnv({ DATABASE_URL, PUBLIC_URL: "https://joulemark.example/", ALLOWED_HOSTS: "A.example, b.example" })).toMatchObject({ publicUrl: "https://joulemark.example", allowedHosts: ["a.example", "b.example"] });
  });
});
