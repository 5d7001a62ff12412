import type { FormValues } from "./write-values.ts";
import { countOf, leftOut } from "./write-values.ts";

/**
 * What a form holds after one of its buttons: `add:PATH` gives a list one more row, `remove:PATH.INDEX` takes one out,
 * `leave:PATH` leaves an object out and `take:PATH` takes it in again. Any other changes nothing.
 */
export function changeValues(values: FormValues, intent: string): FormValues {
  const [deed, path = ""] = intent.split(/:(.*)/s);
  if (deed === "add") return { ...values, [countOf(path)]: String(countIn(values, path) + 1) };
  if (deed === "leave") return { ...values, [path]: leftOut };
  if (deed === "take") return Object.fromEntries(Object.entries(values).filter(([name]) => name !== path));
  if (deed !== "remove") return values;
  const at = path.lastIndexOf(".");
  const [list, index] = [path.slice(0, at), Number(path.slice(at + 1))];
  const count = countIn(values, list);
  if (at < 0 || !Number.isInteger(index) || index < 0 || index >= count) return values;
  const moved = Object.entries(values).flatMap(([name, value]): [string, string][] => {
    const row = name.startsWith(`${list}.`) ? /^(\d+)(\..*)?$/.exec(name.slice(list.length + 1)) : null;
    if (!row) return [[name, value]];
    const number = Number(row[1]);
    return number === index ? [] : [[`${list}.${number > index ? number - 1 : number}${row[2] ?? ""}`, value]];
  });
  return { ...Object.fromEntries(moved), [countOf(list)]: String(count - 1) };
}

const countIn = (values: FormValues, list: string): number => {
  const count = Number(values[countOf(list)]);
  return Number.isInteger(count) && count > 0 && count < 1000 ? count : 0;
};
