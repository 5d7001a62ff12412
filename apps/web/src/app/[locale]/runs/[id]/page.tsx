import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { PortalRunDocument } from "@joulemark/client";
import { EnergyAccount } from "../../../../features/energy/energy-account.tsx";
import { FigureTable } from "../../../../features/figures/figure-table.tsx";
import { LatencyTable } from "../../../../features/latency/latency-table.tsx";
import { isGoing } from "../../../../features/run/live/live-state.ts";
import { RunAttempts } from "../../../../features/run/run-attempts.tsx";
import { RunControls } from "../../../../features/run/run-controls.tsx";
import { RunCurves } from "../../../../features/run/run-curves.tsx";
import { RunEvents } from "../../../../features/run/run-events.tsx";
import { RunFacts } from "../../../../features/run/run-facts.tsx";
import { RunFailure } from "../../../../features/run/run-failure.tsx";
import { RunLive } from "../../../../features/run/run-live.tsx";
import { RunPower } from "../../../../features/run/run-power.tsx";
import { RunStaleness } from "../../../../features/run/run-staleness.tsx";
import { ask } from "../../../../lib/api.ts";
import { DoneNotice } from "../../../../ui/done-notice.tsx";
import { LocalLink } from "../../../../ui/local-link.tsx";
import { MethodLegend } from "../../../../ui/method-legend.tsx";
import { ProblemPage } from "../../../../ui/problem-page.tsx";
import { Section } from "../../../../ui/section.tsx";
import { StateMark } from "../../../../ui/state-mark.tsx";

interface RunPageProps {
  params: Promise<{ id: string }>;
  searchParams: Promise<{ done?: string | string[] }>;
}

/** Events the page reads: what its curves and its newest rows are drawn from. */
const events = 500;

export async function generateMetadata({ params }: Pick<RunPageProps, "params">): Promise<Metadata> {
  const t = await getTranslations("run");
  const answer = await ask(PortalRunDocument, { id: (await params).id, events });
  const run = answer.outcome === "answered" ? answer.data.run : null;
  return run ? { title: t("title", { experiment: run.experiment.name, seed: String(run.seed) }) } : {};
}

export default async function RunPage({ params, searchParams }: RunPageProps) {
  const t = await getTranslations();
  const answer = await ask(PortalRunDocument, { id: (await params).id, events });
  if (answer.outcome === "failed") return <ProblemPage problem={answer.problem} />;
  const run = answer.outcome === "answered" ? answer.data.run : null;
  if (!run) notFound();
  const going = isGoing(run.state);

  const figures = (
    <Section id="figures" title={t("run.figures")}>
      {run.metrics.length === 0 && !run.trainingEnergy ? <p className="muted">{going ? t("run.noFigures") : t("run.reportedNone")}</p> : (
        <FigureTable caption={t("run.figuresCaption")} metrics={run.metrics} quantities={[
          ["trainingEnergy", run.trainingEnergy], ["inferenceEnergyPerThousand", run.inferenceEnergyPerThousand],
          ["lostEnergy", run.lostEnergy], ["carbon", run.carbon], ["cost", run.cost],
        ]} />
      )}
    </Section>
  );
  const curves = (
    <Section id="curves" title={t("run.curves")}>
      <RunCurves events={run.recentEvents} totalSteps={run.progress?.totalSteps ?? null} />
      <h3 id="power">{t("run.powerTitle")}</h3>
      <RunPower events={run.recentEvents} measured={run.trainingEnergy} />
    </Section>
  );

  return (
    <>
      <header className="title">
        <p className="kind">{t("run.kind")} · <LocalLink to={`/experiments/${run.experiment.id}`}>{t("experiment.kind")}</LocalLink></p>
        <h1>{t("run.title", { experiment: run.experiment.name, seed: String(run.seed) })}</h1>
        <p><StateMark state={run.state} text={t(`runState.${run.state}`)} /></p>
      </header>
      <DoneNotice done={(await searchParams).done} />
      {run.failure && <RunFailure failure={run.failure} />}
      {going && run.waitingBecause && <div className="notice"><h2>{t("run.waiting")}</h2><p>{run.waitingBecause}</p></div>}
      {going && <RunLive run={run} />}
      <RunControls run={run} />
      {run.result && <p><LocalLink to={`/results/${run.result.id}`}>{t("run.toResult")}</LocalLink></p>}
      {going ? <>{curves}{figures}</> : <>{figures}{curves}</>}
      {run.staleness && <Section id="staleness" title={t("staleness.title")}><RunStaleness counts={run.staleness} /></Section>}
      {run.latency.length > 0 && <Section id="latency" title={t("run.latencyTitle")}><LatencyTable latency={run.latency} /></Section>}
      {run.energy && (
        <Section id="energy" title={t("result.energy")}>
          <EnergyAccount account={{ ...run.energy, captureModes: run.energy.captureMode ? [run.energy.captureMode] : [], flags: run.energy.flags.map((flag) => ({ flag, runs: null })) }} caption={t("energyAccount.runCaption")} />
          <p className="small">
            {run.energyRecord && <><a href={run.energyRecord.url} download>{t("energyAccount.recordFile")}</a> · </>}
            <span className="muted">{t("energyAccount.methodDigest")} <span className="mono break">{run.energy.methodSha256}</span></span>
          </p>
        </Section>
      )}
      <RunFacts run={run} />
      <Section id="attempts" title={t("run.attempts")}><RunAttempts attempts={run.attempts.nodes} /></Section>
      <Section id="events" title={t("run.events")}><RunEvents events={run.recentEvents} /></Section>
      <MethodLegend />
    </>
  );
}
