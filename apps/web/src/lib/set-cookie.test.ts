import { expect, test } from "@jest/globals";
import { parseSetCookie } from "./set-cookie.ts";

test("a session's cookie keeps its flags, and its value is decoded once", () => {
  expect(parseSetCookie("joulemark.session_token=abc.x%2By%3D; Max-Age=1209600; Path=/; HttpOnly; Secure; SameSite=Lax"))
    .toEqual({ name: "joulemark.session_token", value: "abc.x+y=", path: "/", httpOnly: true, secure: true, sameSite: "lax", maxAge: 1_209_600 });
});
test("a cookie that is taken away has the age 0", () => {
  expect(parseSetCookie("joulemark.session_token=; Max-Age=0; Path=/")).toMatchObject({ value: "", maxAge: 0 });
});
test("a cookie without an age ends with the browser", () => {
  expect(parseSetCookie("a=b=c; SameSite=Strict")).toMatchObject({ name: "a", value: "b=c", sameSite: "strict", maxAge: null, httpOnly: false });
});
test("a value that cannot be decoded stays as it is, and a line without a name is none", () => {
  expect(parseSetCookie("a=100%")).toMatchObject({ value: "100%" });
  expect(parseSetCookie("=b")).toBeNull();
});
