import { useTranslations } from "next-intl";
import { CodeBlock } from "../../ui/code-block.tsx";
import { Section } from "../../ui/section.tsx";
import { LocalLink } from "../../ui/local-link.tsx";
import { boardSnippet, submitSnippet } from "./snippets.ts";

/** Two ways on: read the figures elsewhere, add figures of one's own. */
export function NextStep({ origin, task, project }: { origin: string; task: string; project: string | null }) {
  const t = useTranslations("home");
  return (
    <Section id="next" title={t("nextStep")}>
      <ol className="steps">
        <li>
          <h3>{t("readTitle")}</h3>
          <p className="small">{t("readText")}</p>
          <CodeBlock text={boardSnippet(origin, task)} label={t("readTitle")} />
        </li>
        <li>
          <h3>{t("submitTitle")}</h3>
          <p className="small">{t("submitText")}</p>
          <p><LocalLink to="/submit" className="button primary">{t("submitNext")}</LocalLink></p>
          <details className="small">
            <summary>{t("submitCommand")}</summary>
            <CodeBlock text={submitSnippet(origin, project ?? "your-project")} label={t("submitTitle")} />
          </details>
        </li>
      </ol>
    </Section>
  );
}
