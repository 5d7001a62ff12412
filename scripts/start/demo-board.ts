import type { BoardQuery, ComparedFigureFragment } from "@joulemark/client";

export type Board = NonNullable<BoardQuery["leaderboard"]>;
export type BoardRow = Board["rows"]["nodes"][number];
type Figure = BoardRow["trainingEnergy"];
type Order = ComparedFigureFragment["pairs"][number]["order"];

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
 * Says beside each difference where the API does not tell the two apart; energies that stand apart (another method or boundary) are not compared.
 */
export function savingLine({ teacher, student, distilled }: Record<"teacher" | "student" | "distilled", BoardRow>, comparison: ComparedFigureFragment[]): string {
  const order = (quantity: ComparedFigureFragment["quantity"], a: BoardRow, b: BoardRow): Order | null => orderOf(comparison, quantity, a.result.id, b.result.id);
  const points = (distilled.quality.value - student.quality.value) * 100;
  const gain = `Distilled, the ${name(distilled)} student has ${distilled.quality.value.toFixed(3)}, against ${student.quality.value.toFixed(3)} on the same labels alone (${points < 0 ? "−" : "+"}${Math.abs(points).toFixed(1)} points${doubt(order("QUALITY", distilled, student))}; teacher ${teacher.quality.value.toFixed(3)})`;
  const answer = order("INFERENCE_ENERGY_PER_THOUSAND", distilled, teacher);
  const inference = ratio(distilled.inferenceEnergyPerThousand, teacher.inferenceEnergyPerThousand);
  const training = order("TRAINING_ENERGY", distilled, student);
  const effort = ratio(distilled.trainingEnergy, student.trainingEnergy);
  const parts = [
    answer && inference && `each of its answers takes ${inference < 1 ? `1/${short(1 / inference)} of` : `${short(inference)} times`} the teacher's energy${doubt(answer)}, with 1/${(teacher.parameterCount / distilled.parameterCount).toFixed(0)} of its parameters`,
    training && effort && teacher.trainingEnergy && `its training took ${effort.toFixed(1)} times the energy of hard labels${doubt(training)}, and the teacher ${short(teacher.trainingEnergy.value)} J before it`,
  ].filter(Boolean);
  return `  ${[gain, ...parts].join("; ")}.`;
}

const name = (row: BoardRow): string => row.result.modelVersion.label.split(" ")[0] ?? row.result.modelVersion.label;
const doubt = (order: Order | null): string => (order === "NOT_DISTINGUISHABLE" ? ", not distinguishable at 95 %" : "");
const ratio = (a: Figure, b: Figure): number | null => (a && b && b.value > 0 && a.value > 0 ? a.value / b.value : null);

/** How `a` stands to `b`; null where the two cannot be held against each other. */
function orderOf(comparison: ComparedFigureFragment[], quantity: ComparedFigureFragment["quantity"], a: string, b: string): Order | null {
  const pairs = comparison.find((figure) => figure.quantity === quantity)?.pairs ?? [];
  const straight = pairs.find((pair) => pair.a === a && pair.b === b);
  const turned = pairs.find((pair) => pair.a === b && pair.b === a);
  return straight?.order ?? (turned ? MIRRORED[turned.order] : null);
}
const MIRRORED: Record<Order, Order> = { LOWER: "HIGHER", HIGHER: "LOWER", NOT_DISTINGUISHABLE: "NOT_DISTINGUISHABLE" };
