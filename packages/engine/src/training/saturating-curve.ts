/** A point of a learning curve: joules used, and the metric then, where larger is better. */
export type CurvePoint = readonly [joules: number, value: number];

/** What the next so many joules are expected to bring. */
export interface ExpectedGain {
  gain: number;
  /** The most that the points still bear, at the confidence asked for. */
  upper: number;
}

/** How a metric approaches its end: value = a − b · shape(joules), with one parameter. */
interface Family {
  shape(joules: number, parameter: number): number;
  /** Parameters from the quickest to the slowest that are tried, for points that reach from `first` to `last` joules. */
  parameters(first: number, last: number): number[];
}
const TRIED = 80;
const logarithmic = (low: number, high: number): number[] => Array.from({ length: TRIED }, (_, i) => low * (high / low) ** (i / (TRIED - 1)));
const families: readonly Family[] = [
  { shape: (joules, c) => Math.exp(-joules / c), parameters: (first, last) => logarithmic(Math.max(first, last / 100) / 3, last * 10) },
  { shape: (joules, c) => joules ** -c, parameters: () => logarithmic(0.05, 5).toReversed() },
];

interface Line {
  slope: number;
  squares: number;
}

/** Least squares of value on shape. */
function fitted(shapes: number[], values: number[]): Line {
  const mean = (numbers: number[]): number => numbers.reduce((a, b) => a + b, 0) / numbers.length;
  const [x0, y0] = [mean(shapes), mean(values)];
  const [sxx, sxy] = [shapes.reduce((sum, x) => sum + (x - x0) ** 2, 0), shapes.reduce((sum, x, i) => sum + (x - x0) * (values[i]! - y0), 0)];
  const slope = sxx > 0 ? sxy / sxx : 0;
  return { slope, squares: shapes.reduce((sum, x, i) => sum + (values[i]! - y0 - slope * (x - x0)) ** 2, 0) };
}

/** The parameter between its neighbours whose squares are least. Kiefer's golden section. */
function refined(low: number, high: number, squaresOf: (parameter: number) => number): number {
  const share = (Math.sqrt(5) - 1) / 2;
  let [a, b] = [low, high];
  for (let round = 0; round < 40; round++) {
    const [left, right] = [b - share * (b - a), a + share * (b - a)];
    if (squaresOf(left) < squaresOf(right)) b = right;
    else a = left;
  }
  return (a + b) / 2;
}

/**
 * Fits a curve that saturates, exponential or a power of the joules, whichever is nearer, to a learning curve and says what comes next. The upper limit is the
 * most among all fits whose squares are not larger than the best ones' by more than z² residual variances (profile likelihood).
 * @param points at least four, joules rising from above 0 @param moreJoules of the next stretch @param z one-sided normal quantile
 * Source for the form of learning curves: Viering and Loog 2023, "The Shape of Learning Curves", section 3.
 */
export function expectedGain(points: readonly CurvePoint[], moreJoules: number, z: number): ExpectedGain {
  const [joules, values] = [points.map(([at]) => at), points.map(([, value]) => value)];
  const last = joules.at(-1)!;
  const fits = families.flatMap(({ shape, parameters }) => {
    const at = (parameter: number): { gain: number; squares: number } => {
      const { slope, squares } = fitted(joules.map((one) => shape(one, parameter)), values);
      return { gain: slope * (shape(last + moreJoules, parameter) - shape(last, parameter)), squares };
    };
    const tried = parameters(joules[0]!, last);
    const all = tried.map(at);
    const best = all.reduce((least, { squares }, i) => (squares < all[least]!.squares ? i : least), 0);
    const between = refined(tried[Math.max(0, best - 1)]!, tried[Math.min(TRIED - 1, best + 1)]!, (parameter) => at(parameter).squares);
    return [...all, at(between)];
  });
  const best = fits.reduce((a, b) => (b.squares < a.squares ? b : a));
  const allowed = best.squares * (1 + z ** 2 / Math.max(1, points.length - 3));
  return { gain: best.gain, upper: Math.max(...fits.flatMap(({ gain, squares }) => (squares <= allowed ? [gain] : []))) };
}
