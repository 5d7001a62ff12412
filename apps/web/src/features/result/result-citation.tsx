import { useTranslations } from "next-intl";
import type { PortalResultQuery } from "@joulemark/client";
import { CodeBlock } from "../../ui/code-block.tsx";
import { Facts } from "../../ui/facts.tsx";
import { LocalLink } from "../../ui/local-link.tsx";

/** How to cite the result, and what its checksum is. */
export function ResultCitation({ result }: { result: NonNullable<PortalResultQuery["result"]> }) {
  const t = useTranslations("result");
  return (
    <>
      {result.citation ? (
        <>
          <CodeBlock text={result.citation.bibtex.trim()} label="BibTeX" />
          <details className="small">
            <summary>CITATION.cff</summary>
            <CodeBlock text={result.citation.cff.trim()} label="CITATION.cff" />
          </details>
        </>
      ) : <p className="muted">{t("citationNone")}</p>}
      <Facts facts={[
        result.sha256 ? [t("checksum"), <span key="sha" className="mono break">{result.sha256}</span>] : null,
        result.crateUrl ? [t("crate"), <a key="crate" href={result.crateUrl}>RO-Crate</a>] : null,
        result.publications.length > 0
          ? [t("publications"), <ul key="publications" className="contents">{result.publications.map(({ id, title }) => <li key={id}><LocalLink to={`/publications/${id}`}>{title}</LocalLink></li>)}</ul>]
          : null,
      ]} />
    </>
  );
}
