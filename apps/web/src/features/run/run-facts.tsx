import { useLocale, useTranslations } from "next-intl";
import type { PortalRunQuery } from "@joulemark/client";
import { printBytes, printCount, printDuration, printFigure } from "../../lib/format.ts";
import { Facts } from "../../ui/facts.tsx";
import { Instant } from "../../ui/instant.tsx";
import { LocalLink } from "../../ui/local-link.tsx";
import { versionPath } from "../model/version-path.ts";
import { FileList } from "./file-list.tsx";

/** When a run was, and what it left. */
export function RunFacts({ run }: { run: NonNullable<PortalRunQuery["run"]> }) {
  const t = useTranslations();
  const locale = useLocale();
  const version = run.modelVersion;
  const { workers = null, threads = 1 } = run.environment ?? {};
  return (
    <Facts facts={[
      [t("run.created"), <Instant key="created" at={run.createdAt} />],
      run.startedAt ? [t("run.started"), <Instant key="started" at={run.startedAt} />] : null,
      run.endedAt ? [t("run.endedAt"), <Instant key="ended" at={run.endedAt} />] : null,
      run.startedAt && run.endedAt ? [t("runs.duration"), printDuration((Date.parse(run.endedAt) - Date.parse(run.startedAt)) / 1000, locale)] : null,
      run.trainingCpuSeconds === null ? null : [t("quantity.trainingCpuSeconds"), `${printFigure(run.trainingCpuSeconds, null, locale).value} s`],
      workers === null ? null : [t("result.trainingProcesses"), t("result.processesOf", { processes: workers, threads })],
      version ? [t("run.model"), <LocalLink key="model" to={versionPath(version)}>{version.model.slug} · {version.label}</LocalLink>] : null,
      version ? [t("result.parameterCount"), printCount(version.parameterCount, locale)] : null,
      version ? [t("result.size"), printBytes(version.sizeBytes, locale)] : null,
      version && version.artifacts.nodes.length > 0 ? [t("run.artifacts"), <FileList key="files" files={version.artifacts.nodes} />] : null,
    ]} />
  );
}
