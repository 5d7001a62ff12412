import { useLocale, useTranslations } from "next-intl";
import type { PortalBoardQuery, PortalBoardRowFragment } from "@joulemark/client";
import { capitalized, printBytes, printCount, printPercent, printPower } from "../../lib/format.ts";
import { sharedMethod, unitText } from "../../lib/quantity.ts";
import { DataTable } from "../../ui/data-table.tsx";
import { MethodBadge } from "../../ui/method-badge.tsx";
import { useMetricName } from "../../ui/names.ts";
import { columnOf, domainOf } from "./column.ts";
import { MetricCell, QuantityCell } from "./board-cells.tsx";
import { BoardRowHead } from "./board-row-head.tsx";

type Board = NonNullable<PortalBoardQuery["leaderboard"]>;
type QuantityColumn = "trainingEnergy" | "inferenceEnergyPerThousand" | "carbon" | "cost";

const hues: Record<QuantityColumn, "energy" | "plain"> = { trainingEnergy: "energy", inferenceEnergyPerThousand: "energy", carbon: "plain", cost: "plain" };

interface BoardTableProps {
  board: Board;
  /** Rank, result, quality and both energies only. */
  short?: boolean;
}

/** The rows of a board. The method stands in a column's head where all rows share it, else in each cell. */
export function BoardTable({ board, short = false }: BoardTableProps) {
  const t = useTranslations();
  const locale = useLocale();
  const metricName = useMetricName();
  const rows = board.rows.nodes;
  const columns: QuantityColumn[] = short ? ["trainingEnergy", "inferenceEnergyPerThousand"] : ["trainingEnergy", "inferenceEnergyPerThousand", "carbon", "cost"];
  const quality = metricName(board.task.metric.name);
  const level = rows.find((row) => row.quality.interval)?.quality.interval?.level ?? 0.95;
  const qualityDomain = domainOf(rows.map((row) => row.quality));

  return (
    <div className="section">
      <DataTable label={t("board.title", { task: board.task.name })} caption={<BoardCaption board={board} quality={quality} />}>
        <thead>
          <tr>
            <th scope="col" className="number">{t("board.rank")}</th>
            <th scope="col" className="wide">{t("board.result")}</th>
            <th scope="col" className="number">{capitalized(quality, locale)}</th>
            {columns.map((name) => <QuantityHead key={name} name={t(`quantity.${name}`)} rows={rows} column={name} />)}
            {!short && <th scope="col" className="number">{t("board.parameters")}</th>}
            {!short && <th scope="col" className="number">{t("board.size")}</th>}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.result.id}>
              <td className="number">{row.tiedWith > 0 && <span aria-hidden="true">=</span>}{row.rank}{row.tiedWith > 0 && <span className="only-read"> {t("board.tied", { count: row.tiedWith })}</span>}</td>
              <BoardRowHead row={row} />
              <MetricCell metric={row.quality} domain={qualityDomain} />
              {columns.map((name) => (
                <QuantityCell key={name} quantity={row[name]} column={columnOf(rows.map((other) => other[name]))}
                  method={sharedMethod(rows.map((other) => other[name])) === null} hue={hues[name]} />
              ))}
              {!short && <td className="number">{printCount(row.parameterCount, locale)}</td>}
              {!short && <td className="number">{printBytes(row.sizeBytes, locale)}</td>}
            </tr>
          ))}
        </tbody>
      </DataTable>
      <p className="small muted note">{t("board.note", { level: printPercent(level, locale) })}</p>
    </div>
  );
}

function BoardCaption({ board, quality }: { board: Board; quality: string }) {
  const t = useTranslations();
  if (!board.boundary || !board.method || !board.hardwareClass) return t("board.captionOpen", { task: board.task.name, metric: quality });
  return t("board.caption", {
    task: board.task.name, metric: quality, hardware: board.hardwareClass, boundary: t(`boundary.${board.boundary}`), method: t(`method.${board.method}`),
  });
}

function QuantityHead({ name, rows, column }: { name: string; rows: PortalBoardRowFragment[]; column: QuantityColumn }) {
  const t = useTranslations();
  const quantities = rows.map((row) => row[column]);
  const { unit, exponent } = columnOf(quantities);
  const shared = sharedMethod(quantities);
  return (
    <th scope="col" className="number">
      {unit ? t("quantity.inUnit", { name, unit: exponent === 0 ? unitText(unit) : `${printPower(exponent)} ${unitText(unit)}` }) : name}
      {shared && <span className="unit"><MethodBadge {...shared} /></span>}
    </th>
  );
}
