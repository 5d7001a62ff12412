import { useLocale, useTranslations } from "next-intl";
import type { PortalVersionFragment } from "@joulemark/client";
import { printBytes, printCount, printFigure } from "../../lib/format.ts";
import { Facts } from "../../ui/facts.tsx";
import { LocalLink } from "../../ui/local-link.tsx";
import { FileList } from "../run/file-list.tsx";
import { versionPath } from "../model/version-path.ts";

/** The model version a result stands for, with its files. */
export function ResultVersion({ version }: { version: PortalVersionFragment }) {
  const t = useTranslations();
  const locale = useLocale();
  return (
    <>
      {version.flags.map(({ kind, reason }) => <div key={kind} className="notice failed"><p><strong>{kind}</strong>: {reason}</p></div>)}
      <Facts facts={[
        [t("result.version"), <LocalLink key="version" to={versionPath(version)}>{version.model.slug} · {version.label}</LocalLink>],
        [t("result.institution"), version.model.institution.name],
        [t("result.parameterCount"), printCount(version.parameterCount, locale)],
        [t("result.size"), printBytes(version.sizeBytes, locale)],
        version.multiplyAdds === null ? null : [t("result.multiplyAdds"), version.multiplyAdds < 1e7 ? printCount(version.multiplyAdds, locale) : printFigure(version.multiplyAdds, null, locale).value],
        version.artifacts.nodes.length > 0 ? [t("result.files"), <FileList key="files" files={version.artifacts.nodes} />] : null,
      ]} />
    </>
  );
}
