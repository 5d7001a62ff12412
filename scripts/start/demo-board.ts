import type { BoardQuery } from "@joulemark/client";

export type Board = NonNullable<BoardQuery["leaderboard"]>;
export type BoardRow = Board["rows"]["nodes"][number];
type Figure = BoardRow["trainingEnergy"];

const digits = 3;

/** The board as a table for a terminal: every figure with its interval, and what they are said for once. */
export function boardLines(board: Board): string[] {
  const rows = board.rows.nodes;
  const currency = rows.find(({ cost }) => cost)?.cost?.unit ?? "cost";
  const head = ["#", "model", "by", "accuracy (n)", "parameters", "training J", "J per 1,000 inferences", "g CO2e", currency];
  const cells = rows.map((row) => [
    String(row.rank),
    row.result.modelVersion.label.replace(/ seed \d+$/, ""),
    `${row.result.techniques.join(" + ")}, ${row.result.institution.name}`,
    `${row.quality.value.toFixed(3)}${row.quality.interval ? ` [${row.quality.interval.low.toFixed(3)}, ${row.quality.interval.high.toFixed(3)}]` : ""} (${row.seedCount})`,
    row.parameterCount.toLocaleString("en"),
    figure(row.trainingEnergy),
    figure(row.inferenceEnergyPerThousand),
    figure(row.carbon),
    figure(row.cost),
  ]);
  const widths = head.map((title, column) => Math.max(title.length, ...cells.map((row) => row[column]?.length ?? 0)));
  const line = (row: string[]) => `  ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join("  ")}`.trimEnd();
  const method = [board.method && `method ${board.method}`, board.boundary && `boundary ${board.boundary}`, board.hardwareClass].filter(Boolean).join(", ");
  return [`  ${board.task.name}: mean of n seeds, energy per run, [95 % interval]; ${method}`, line(head), ...cells.map(line)];
}

/** Three digits and the interval; a dash for what was not measured. */
function figure(quantity: Figure): string {
  if (!quantity) return "-";
  const { value, interval } = quantity;
  return `${short(value)}${interval ? ` [${short(interval.low)}, ${short(interval.high)}]` : ""}`;
}

/** Three significant digits without trailing exponent for everyday sizes. */
export function short(value: number): string {
  if (value !== 0 && Math.abs(value) < 1e-4) return value.toExponential(1);
  return Number(value.toPrecision(digits)).toLocaleString("en", { maximumSignificantDigits: digits });
}

/**
 * What distilling gained and saved, from the board's figures: against the teacher in energy per inference, against hard labels in accuracy.
 * Energies are compared only where one meter's method and boundary stand behind both.
 */
export function savingLine({ teacher, student, distilled }: Record<"teacher" | "student" | "distilled", BoardRow>): string {
  const points = (distilled.quality.value - student.quality.value) * 100;
  const gain = points > 0
    ? `Distilling lifted the ${name(distilled)} student from ${student.quality.value.toFixed(3)} to ${distilled.quality.value.toFixed(3)} on the same labels (+${points.toFixed(1)} points; teacher ${teacher.quality.value.toFixed(3)})`
    : `Distilling did not help here: the ${name(distilled)} student has ${distilled.quality.value.toFixed(3)} against ${student.quality.value.toFixed(3)} on hard labels (teacher ${teacher.quality.value.toFixed(3)})`;
  const inference = ratio(teacher.inferenceEnergyPerThousand, distilled.inferenceEnergyPerThousand);
  const training = ratio(distilled.trainingEnergy, student.trainingEnergy);
  const parts = [
    inference && `each of its answers takes 1/${inference < 10 ? inference.toFixed(1) : inference.toFixed(0)} of the teacher's energy, with 1/${(teacher.parameterCount / distilled.parameterCount).toFixed(0)} of its parameters`,
    training && teacher.trainingEnergy && `its training took ${training.toFixed(1)} times the energy of hard labels, and the teacher ${short(teacher.trainingEnergy.value)} J before it`,
  ].filter(Boolean);
  return `  ${[gain, ...parts].join("; ")}.`;
}

const name = (row: BoardRow): string => row.result.modelVersion.label.split(" ")[0] ?? row.result.modelVersion.label;

function ratio(a: Figure, b: Figure): number | null {
  if (!a || !b || a.method !== b.method || a.boundary !== b.boundary || b.value <= 0) return null;
  return a.value / b.value;
}
