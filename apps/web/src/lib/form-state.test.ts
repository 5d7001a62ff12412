import { expect, test } from "@jest/globals";
import { issuedForm, refusedForm, textOf, untouched } from "./form-state.ts";

const formOf = (pairs: [string, string][]): FormData => {
  const form = new FormData();
  for (const [name, value] of pairs) form.append(name, value);
  return form;
};

test("a refused form keeps what was entered, all of a field's values, but no password, no token and nothing of the framework's", () => {
  const form = formOf([["email", "ada@example.org"], ["scopes", "read"], ["scopes", "submit"], ["newPassword", "very secret"], ["token", "t"], ["$ACTION_KEY", "k"]]);
  expect(refusedForm(untouched, form, [{ field: "email", message: "No." }])).toEqual({
    attempt: 1, values: { email: ["ada@example.org"], scopes: ["read", "submit"] }, errors: [{ field: "email", message: "No." }], issued: null,
  });
});
test("a form that has made something is empty again, and its error is gone", () => {
  const refused = refusedForm(untouched, formOf([["name", "x"]]), [{ field: null, message: "No." }]);
  expect(issuedForm(refused, { secret: "jm_1", subject: "notebook" })).toEqual({ attempt: 2, values: {}, errors: [], issued: { secret: "jm_1", subject: "notebook" } });
});
test("blanks around a text go, around a password they stay", () => {
  const form = formOf([["name", "  Ada "], ["password", "  twelve letters "]]);
  expect([textOf(form, "name"), textOf(form, "password"), textOf(form, "none")]).toEqual(["Ada", "  twelve letters ", ""]);
});
