import { useTranslations } from "next-intl";
import { DataTable } from "../../ui/data-table.tsx";
import type { ComparedRun, FieldRow } from "./compare-runs.ts";
import { RunHeads } from "./run-heads.tsx";

interface FieldTableProps {
  runs: ComparedRun[];
  rows: FieldRow[];
  caption: string;
  label: string;
  /** Without the rows that are the same in all runs. */
  only: boolean;
  /** What stands where nothing differs. */
  none: string;
}

/** Fields of the runs side by side. */
export function FieldTable({ runs, rows, caption, label, only, none }: FieldTableProps) {
  const t = useTranslations("compare");
  const shown = only ? rows.filter(({ differs }) => differs) : rows;
  if (shown.length === 0) return <p className="muted">{none}</p>;
  return (
    <DataTable caption={caption} label={label}>
      <RunHeads runs={runs} first={t("field")} only={only} />
      <tbody>
        {shown.map(({ name, values, differs }) => (
          <tr key={name} className={differs ? undefined : "same"}>
            <th scope="row" className="mono">{name}</th>
            {values.map((value, index) => <td key={runs[index]!.id} className={value === null ? "null" : "mono break"}>{value ?? t("absent")}</td>)}
          </tr>
        ))}
      </tbody>
    </DataTable>
  );
}
