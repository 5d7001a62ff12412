/** A point that carries a label, in shares of the plot (0 to 1, y upwards). */
export interface LabelledPoint {
  x: number;
  y: number;
  text: string;
}

/** On which side of its point a label stands. */
export interface LabelSide {
  horizontal: "left" | "right";
  vertical: "above" | "below";
}

interface Box {
  left: number;
  right: number;
  bottom: number;
  top: number;
}

const sides: LabelSide[] = [
  { horizontal: "right", vertical: "above" },
  { horizontal: "left", vertical: "below" },
  { horizontal: "right", vertical: "below" },
  { horizontal: "left", vertical: "above" },
];

/** East Asian letters are about twice as wide as Latin ones. */
const letters = (text: string): number => [...text].reduce((sum, letter) => sum + (letter.codePointAt(0)! > 0x2e80 ? 1.9 : 1), 0);

const overlap = (a: Box, b: Box): number =>
  Math.max(0, Math.min(a.right, b.right) - Math.max(a.left, b.left)) * Math.max(0, Math.min(a.top, b.top) - Math.max(a.bottom, b.bottom));

/**
 * Chooses for each label, in order, the side where it covers least of the labels before it and stays in the plot.
 * @param size of the plot in pixels; letters are taken as 6.2 pixels wide and 14 high
 */
export function placeLabels(points: LabelledPoint[], size: { width: number; height: number }): LabelSide[] {
  const taken: Box[] = [];
  return points.map((point) => {
    const width = (letters(point.text) * 6.2 + 8) / size.width;
    const height = 16 / size.height;
    const costed = sides.map((side) => {
      const left = side.horizontal === "right" ? point.x : point.x - width;
      const bottom = side.vertical === "above" ? point.y : point.y - height;
      const box = { left, right: left + width, bottom, top: bottom + height };
      const outside = Math.max(0, -box.left) + Math.max(0, box.right - 1) + Math.max(0, -box.bottom) + Math.max(0, box.top - 1);
      return { side, box, cost: outside + taken.reduce((sum, other) => sum + overlap(box, other), 0) * 100 };
    });
    const best = costed.reduce((least, candidate) => (candidate.cost < least.cost ? candidate : least));
    taken.push(best.box);
    return best.side;
  });
}
