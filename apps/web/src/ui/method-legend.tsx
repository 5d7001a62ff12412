import { useTranslations } from "next-intl";
import { MethodBadge } from "./method-badge.tsx";

const methods = ["COUNTER", "SAMPLED", "ESTIMATED", "PROJECTED", "DECLARED"] as const;
const boundaries = ["PROCESS", "COMPONENT", "NODE", "FACILITY"] as const;

/** What the badges beside figures mean; folded until asked for. */
export function MethodLegend() {
  const t = useTranslations();
  return (
    <details className="small">
      <summary>{t("legend.title")}</summary>
      <div className="legend">
        <section>
          <h3>{t("legend.methods")}</h3>
          <dl>{methods.map((method) => <Entry key={method} term={<MethodBadge method={method} boundary={null} />} meaning={t(`methodMeaning.${method}`)} />)}</dl>
        </section>
        <section>
          <h3>{t("legend.boundaries")}</h3>
          <dl>{boundaries.map((boundary) => <Entry key={boundary} term={t(`boundary.${boundary}`)} meaning={t(`boundaryMeaning.${boundary}`)} />)}</dl>
        </section>
      </div>
    </details>
  );
}

function Entry({ term, meaning }: { term: React.ReactNode; meaning: string }) {
  return (
    <>
      <dt>{term}</dt>
      <dd>{meaning}</dd>
    </>
  );
}
