import { useTranslations } from "next-intl";
import type { PortalBoardRowFragment } from "@joulemark/client";
import { LocalLink } from "../../ui/local-link.tsx";
import { useTechniqueName } from "../../ui/names.ts";
import { Unbroken } from "../../ui/unbroken.tsx";
import { shortName } from "./short-name.ts";

/** The head of a board's row: the result, who made it, how many seeds stand behind it. */
export function BoardRowHead({ row }: { row: PortalBoardRowFragment }) {
  const t = useTranslations();
  const techniqueName = useTechniqueName();
  const { result } = row;
  return (
    <th scope="row" className="wide">
      <LocalLink to={`/results/${result.id}`} className="lead"><Unbroken text={result.experiment.name} /></LocalLink>
      {row.paretoOptimal && <> <span className="pareto"><span aria-hidden="true">◆</span> {t("board.pareto")}</span></>}
      <span className="sub"><Unbroken text={shortName(result, techniqueName)} /> · {row.seedCount === 1 ? t("board.oneSeed") : t("board.seeds", { count: row.seedCount })}</span>
      <span className="sub">
        {result.institution.name}
        {result.institution.isDemo && <> <span className="badge">{t("board.demo")}</span></>}
      </span>
    </th>
  );
}
