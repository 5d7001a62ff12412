import type { Examples } from "./task.ts";

/** The first n examples. */
export function firstExamples({ inputs, labels }: Examples, count: number): Examples {
  const width = inputs.values.length / inputs.count;
  return { inputs: { values: inputs.values.slice(0, count * width), count }, labels: labels.slice(0, count) };
}
