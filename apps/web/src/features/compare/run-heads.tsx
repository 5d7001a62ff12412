import { useTranslations } from "next-intl";
import { LocalLink } from "../../ui/local-link.tsx";
import { StateMark } from "../../ui/state-mark.tsx";
import type { ComparedRun } from "./compare-runs.ts";
import { comparePath } from "./compared-ids.ts";

/** The runs as heads of columns; each can be taken out of the comparison. */
export function RunHeads({ runs, first, only, numbers = false }: { runs: ComparedRun[]; first: string; only: boolean; numbers?: boolean }) {
  const t = useTranslations();
  return (
    <thead>
      <tr>
        <th scope="col">{first}</th>
        {runs.map((run, index) => {
          const title = t("run.title", { experiment: run.experiment.name, seed: String(run.seed) });
          return (
            <th scope="col" key={run.id} className={numbers ? "number wide" : "wide"}>
              <LocalLink to={`/runs/${run.id}`}>{t("compare.column", { number: index + 1, title })}</LocalLink>
              <span className="unit"><StateMark state={run.state} text={t(`runState.${run.state}`)} /></span>
              {runs.length > 1 && <span className="unit"><LocalLink to={comparePath(runs.filter(({ id }) => id !== run.id).map(({ id }) => id), only)}>{t("compare.remove")}<span className="only-read"> {title}</span></LocalLink></span>}
            </th>
          );
        })}
      </tr>
    </thead>
  );
}
