import type { Qubo } from "./qubo.ts";

/** The format knows no exponents. Energies here are of the order of 1, so these are nine digits at the least. */
const DIGITS = 12;
const term = (i: number, j: number, bias: number): string[] => (Number(bias.toFixed(DIGITS)) === 0 ? [] : [`${i} ${j} ${bias.toFixed(DIGITS)}`]);

/**
 * QUBOs beside each other as one in dimod's COO text format: `i i bias` and `i j bias`, read by dimod.serialization.coo.load. Variables are numbered through; an offset is no part of the format
 * and stands in a comment. Source: dimod 0.12, dimod/serialization/coo.py.
 * @param comments lines of text that go before
 */
export function quboCoo(qubos: Qubo[], comments: string[]): string {
  let first = 0;
  const lines = qubos.flatMap(({ size, linear, quadratic }) => {
    const from = first;
    first += size;
    return Array.from({ length: size }, (_, i) => [
      ...term(from + i, from + i, linear[i]!),
      ...Array.from({ length: size - i - 1 }, (_unused, k) => term(from + i, from + i + k + 1, quadratic[i * size + i + k + 1]!)).flat(),
    ]).flat();
  });
  const offset = qubos.reduce((sum, qubo) => sum + qubo.offset, 0);
  return `${["# vartype=BINARY", ...comments.map((comment) => `# ${comment}`), `# offset ${offset}`, ...lines].join("\n")}\n`;
}
