import { useLocale, useTranslations } from "next-intl";
import type { PortalModelVersionFragment } from "@joulemark/client";
import { printBytes, printCount } from "../../lib/format.ts";
import { Facts } from "../../ui/facts.tsx";
import { Instant } from "../../ui/instant.tsx";
import { LocalLink } from "../../ui/local-link.tsx";
import { Section } from "../../ui/section.tsx";
import { StateMark } from "../../ui/state-mark.tsx";
import { boardPath } from "../board/board-path.ts";
import { FileList } from "../run/file-list.tsx";

/** One version: what it is, its files, where its results stand, and what to do with it. */
export function VersionSection({ version, task }: { version: PortalModelVersionFragment; task: string }) {
  const t = useTranslations();
  const locale = useLocale();
  const { id, label, parameterCount, sizeBytes, multiplyAdds, createdAt, flags, artifacts, results } = version;
  return (
    <Section id={id} title={label} aside={version.state === "READY" && <LocalLink to={`/submit?technique=distill&base=${encodeURIComponent(id)}`} className="button">{t("model.distill")}</LocalLink>}>
      {flags.map(({ kind, reason }) => <div key={kind} className="notice failed"><p><strong>{kind}</strong>: {reason}</p></div>)}
      <Facts facts={[
        [t("models.task"), task],
        [t("models.added"), <Instant key="added" at={createdAt} />],
        [t("result.parameterCount"), printCount(parameterCount, locale)],
        [t("result.size"), printBytes(sizeBytes, locale)],
        multiplyAdds === null ? null : [t("result.multiplyAdds"), printCount(multiplyAdds, locale)],
        artifacts.nodes.length > 0 ? [t("result.files"), <FileList key="files" files={artifacts.nodes} />] : null,
        [t("model.results"), results.length === 0 ? <span key="none" className="muted">{t("model.noResults")}</span> : (
          <ul key="results" className="plain">
            {results.map((result) => {
              const energy = result.trainingEnergy;
              const board = boardPath({ task: result.task.slug, ...(energy?.boundary ? { boundary: energy.boundary, method: energy.method, hardwareClass: result.environment.hardwareClass } : {}) });
              return (
                <li key={result.id}>
                  <LocalLink to={`/results/${result.id}`}>{result.experiment.name}</LocalLink> <StateMark state={result.state} text={t(`resultState.${result.state}`)} />
                  {result.state === "PUBLISHED" && <> · <LocalLink to={board}>{t("result.toBoard", { task: result.task.name })}</LocalLink></>}
                </li>
              );
            })}
          </ul>
        )],
      ]} />
    </Section>
  );
}
