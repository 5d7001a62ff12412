import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { PortalResultDocument } from "@joulemark/client";
import { EnergyAccount } from "../../../../features/energy/energy-account.tsx";
import { FigureTable } from "../../../../features/figures/figure-table.tsx";
import { LatencyTable } from "../../../../features/latency/latency-table.tsx";
import { PublishForm } from "../../../../features/publish/publish-form.tsx";
import { ResultCitation } from "../../../../features/result/result-citation.tsx";
import { ResultCosts } from "../../../../features/result/result-costs.tsx";
import { ResultElsewhere } from "../../../../features/result/result-elsewhere.tsx";
import { ResultEnvironment } from "../../../../features/result/result-environment.tsx";
import { ResultHeader } from "../../../../features/result/result-header.tsx";
import { ResultLineage } from "../../../../features/result/result-lineage.tsx";
import { ResultPayBack } from "../../../../features/result/result-pay-back.tsx";
import { ResultRecords } from "../../../../features/result/result-records.tsx";
import { ResultReproductions } from "../../../../features/result/result-reproductions.tsx";
import { ResultStrip } from "../../../../features/result/result-strip.tsx";
import { ResultVersion } from "../../../../features/result/result-version.tsx";
import { RunTable } from "../../../../features/run/run-table.tsx";
import { SpecificationSummary } from "../../../../features/specification/specification-summary.tsx";
import { ask } from "../../../../lib/api.ts";
import { MethodLegend } from "../../../../ui/method-legend.tsx";
import { ProblemPage } from "../../../../ui/problem-page.tsx";
import { Section } from "../../../../ui/section.tsx";

interface ResultPageProps {
  params: Promise<{ id: string }>;
  searchParams: Promise<{ baseline?: string | string[]; countBase?: string | string[] }>;
}

const sections = ["figures", "latency", "energy", "payBack", "elsewhere", "costs", "environment", "specification", "runs", "records", "modelVersion", "lineage", "reproductions", "citation"] as const;

export async function generateMetadata({ params }: Pick<ResultPageProps, "params">): Promise<Metadata> {
  const answer = await askResult((await params).id, null, null);
  const result = answer.outcome === "answered" ? answer.data.result : null;
  return result ? { title: result.experiment.name } : {};
}

const askResult = (id: string, baseline: string | null, countBase: true | null) => ask(PortalResultDocument, { id, baseline, countBase });

/** Everything an outsider needs to recompute or repeat a result. */
export default async function ResultPage({ params, searchParams }: ResultPageProps) {
  const t = await getTranslations("result");
  const account = await getTranslations("energyAccount");
  const { id } = await params;
  const asked = await searchParams;
  const baseline = typeof asked.baseline === "string" && asked.baseline !== "" ? asked.baseline : null;
  const countBase = asked.countBase === "true" ? true : null;
  const first = await askResult(id, baseline, countBase);
  // A baseline that names nothing, or what may not be seen, is no reason to hide the result.
  const baselineRefused = baseline !== null && first.outcome === "unreadable";
  const answer = baselineRefused ? await askResult(id, null, countBase) : first;
  if (answer.outcome === "failed") return <ProblemPage problem={answer.problem} />;
  const result = answer.outcome === "answered" ? answer.data.result : null;
  if (!result) notFound();

  return (
    <>
      <ResultHeader result={result} />
      <ResultStrip result={result} />
      <PublishForm result={result} />
      <nav aria-label={t("contents")}>
        <ul className="contents">{sections.map((name) => <li key={name}><a href={`#${name}`}>{t(name)}</a></li>)}</ul>
      </nav>
      <Section id="figures" title={t("figures")}>
        <FigureTable caption={t("figuresCaption")} metrics={result.metrics} quantities={[
          ["trainingEnergy", result.trainingEnergy], ["inferenceEnergyPerThousand", result.inferenceEnergyPerThousand],
          ["searchEnergy", result.searchEnergy], ["carbon", result.carbon], ["cost", result.cost],
        ]} />
        <p className="small muted">{t("attemptsCharged", { count: result.attemptsCharged })}</p>
        <MethodLegend />
      </Section>
      <Section id="latency" title={t("latency")}><LatencyTable latency={result.latency} /></Section>
      <Section id="energy" title={t("energy")}>
        {result.energy ? (
          <>
            <EnergyAccount account={result.energy} caption={account("resultCaption")} />
            <p className="small muted">{account("recorded", { count: result.energy.recordedRuns })}</p>
          </>
        ) : <p className="muted">{account("none")}</p>}
      </Section>
      <Section id="payBack" title={t("payBack")}><ResultPayBack result={result} baselineRefused={baselineRefused} countBase={countBase === true} /></Section>
      <Section id="elsewhere" title={t("elsewhere")}><ResultElsewhere elsewhere={result.elsewhere} /></Section>
      <Section id="costs" title={t("costs")}><ResultCosts costs={result.costs} /></Section>
      <Section id="environment" title={t("environment")}><ResultEnvironment environment={result.environment} /></Section>
      <Section id="specification" title={t("specification")}><SpecificationSummary specification={result.specification} /></Section>
      <Section id="runs" title={t("runs")}><RunTable runs={result.runs.nodes} caption={t("runsCaption")} ofOneExperiment /></Section>
      <Section id="records" title={t("records")}><ResultRecords records={result.energyRecords} /></Section>
      <Section id="modelVersion" title={t("modelVersion")}><ResultVersion version={result.modelVersion} /></Section>
      <Section id="lineage" title={t("lineage")}><ResultLineage version={result.modelVersion} /></Section>
      <Section id="reproductions" title={t("reproductions")}><ResultReproductions reproductions={result.reproductions} /></Section>
      <Section id="citation" title={t("citation")}><ResultCitation result={result} /></Section>
    </>
  );
}
