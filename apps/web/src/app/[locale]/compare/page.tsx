import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { PortalCompareDocument } from "@joulemark/client";
import { ComparedCurves } from "../../../features/compare/compared-curves.tsx";
import { comparedIds, comparePath } from "../../../features/compare/compared-ids.ts";
import type { ComparedRun } from "../../../features/compare/compare-runs.ts";
import { fieldRows } from "../../../features/compare/compare-runs.ts";
import { FieldTable } from "../../../features/compare/field-table.tsx";
import { FigureRows } from "../../../features/compare/figure-rows.tsx";
import { ask } from "../../../lib/api.ts";
import type { PageQuery } from "../../../lib/list-path.ts";
import { EmptyState } from "../../../ui/empty-state.tsx";
import { LocalLink } from "../../../ui/local-link.tsx";
import { MethodLegend } from "../../../ui/method-legend.tsx";
import { ProblemPage } from "../../../ui/problem-page.tsx";
import { Section } from "../../../ui/section.tsx";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("compare");
  return { title: t("title") };
}

/** What was declared for a run: the specification of its experiment, and its seed. */
const fieldsOf = ({ experiment, seed }: ComparedRun): unknown => ({ ...(experiment.specification as object), seed });

/** Up to ten runs side by side. */
export default async function ComparePage({ searchParams }: { searchParams: Promise<PageQuery> }) {
  const t = await getTranslations("compare");
  const query = await searchParams;
  const ids = comparedIds(query.runs);
  const only = query.fields !== "all";
  const answer = await ask(PortalCompareDocument, { ids });
  if (answer.outcome === "failed") return <ProblemPage problem={answer.problem} />;
  const runs = answer.outcome === "answered" ? answer.data.nodes.filter((node) => node?.__typename === "Run") : [];
  const comparison = answer.outcome === "answered" ? answer.data.comparison : [];
  const missing = ids.length - runs.length;
  return (
    <>
      <header className="title">
        <h1>{t("title")}</h1>
        <p>{t("intro")}</p>
      </header>
      {missing > 0 && <div className="notice"><p>{t("missing", { count: missing })}</p></div>}
      {runs.length === 0 ? (
        <EmptyState title={t("emptyTitle")}>
          <p>{t("emptyText")}</p>
          <LocalLink to="/runs" className="button primary">{t("toRuns")}</LocalLink>
        </EmptyState>
      ) : (
        <>
          <nav aria-label={t("fields")}>
            <ul className="choices">
              <li><LocalLink to={comparePath(runs.map(({ id }) => id), true)} aria-current={only ? "page" : undefined}>{t("onlyDifferences")}</LocalLink></li>
              <li><LocalLink to={comparePath(runs.map(({ id }) => id), false)} aria-current={only ? undefined : "page"}>{t("allFields")}</LocalLink></li>
            </ul>
          </nav>
          <Section id="figures" title={t("figures")}><FigureRows runs={runs} comparison={comparison} only={only} /></Section>
          <Section id="specification" title={t("specification")}>
            <FieldTable runs={runs} rows={fieldRows(runs.map(fieldsOf))} caption={t("specificationCaption")} label={t("specification")} only={only} none={t("sameSpecification")} />
          </Section>
          <Section id="environment" title={t("environment")}>
            <FieldTable runs={runs} rows={fieldRows(runs.map(({ environment }) => environment))} caption={t("environmentCaption")} label={t("environment")} only={only} none={t("sameEnvironment")} />
          </Section>
          <Section id="curves" title={t("curves")}><ComparedCurves runs={runs} /></Section>
          <MethodLegend />
        </>
      )}
    </>
  );
}
