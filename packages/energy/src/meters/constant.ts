import { unknownFamily } from "../hardware/processors.ts";
import type { Rung } from "./open-meter.ts";
import { serverShareOf } from "./watts-per-thread.ts";

/** The median watts per thread of all servers, for whatever processor: the last resort, and said to be wide. */
export const constant: Rung = {
  id: "constant",
  component: "cpu",
  open: ({ processor }) => {
    const { slug, wattsPerThread, factor } = unknownFamily;
    return [serverShareOf("constant", { ...processor, family: slug, wattsPerThread, factor })];
  },
};
