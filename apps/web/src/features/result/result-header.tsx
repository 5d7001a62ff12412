import { useTranslations } from "next-intl";
import type { PortalResultQuery } from "@joulemark/client";
import { Instant } from "../../ui/instant.tsx";
import { LocalLink } from "../../ui/local-link.tsx";
import { useTechniqueName } from "../../ui/names.ts";
import { StateMark } from "../../ui/state-mark.tsx";
import { boardPath } from "../board/board-path.ts";
import { shortName } from "../board/short-name.ts";

type Result = NonNullable<PortalResultQuery["result"]>;

/** What the result is, whose, since when, and whether it still holds. */
export function ResultHeader({ result }: { result: Result }) {
  const t = useTranslations();
  const techniqueName = useTechniqueName();
  const method = result.trainingEnergy;
  const board = boardPath({
    task: result.task.slug, ...(method?.boundary ? { boundary: method.boundary, method: method.method, hardwareClass: result.environment.hardwareClass } : {}),
  });
  return (
    <>
      <header className="title">
        <p className="kind">
          {t("result.kind")} · <LocalLink to={`/experiments/${result.experiment.id}`}>{t("experiment.kind")}</LocalLink>
          {result.state === "PUBLISHED" && <> · <LocalLink to={board}>{t("result.toBoard", { task: result.task.name })}</LocalLink></>}
        </p>
        <h1>{result.experiment.name}</h1>
        <p>
          {shortName(result, techniqueName)} · {t("result.by", { institution: result.institution.name, type: t(`institutionType.${result.institution.type}`) })}
          {result.institution.isDemo && <> <span className="badge">{t("board.demo")}</span></>}
        </p>
        <p className="small">
          <StateMark state={result.state} text={t(`resultState.${result.state}`)} />
          {result.publishedAt && <span className="muted"> · <Instant at={result.publishedAt} /></span>}
        </p>
      </header>
      <StateNotice state={result.state} />
    </>
  );
}

function StateNotice({ state }: { state: Result["state"] }) {
  const t = useTranslations("result");
  if (state === "DRAFT") return <div className="notice"><p>{t("draft")}</p></div>;
  if (state === "SUPERSEDED") return <div className="notice"><p>{t("superseded")}</p></div>;
  if (state === "WITHDRAWN") return <div className="notice failed"><p>{t("withdrawn")}</p></div>;
  return null;
}
