import { getTranslations } from "next-intl/server";
import { PortalBoardDocument, PortalHomeDocument } from "@joulemark/client";
import { BoardScatter } from "../../features/board/board-scatter.tsx";
import { BoardTable } from "../../features/board/board-table.tsx";
import { boardPath } from "../../features/board/board-path.ts";
import { NextStep } from "../../features/home/next-step.tsx";
import { ReaderSteps } from "../../features/home/reader-steps.tsx";
import { RunTable } from "../../features/run/run-table.tsx";
import { ask } from "../../lib/api.ts";
import { requestOrigin } from "../../lib/request-origin.ts";
import { EmptyState } from "../../ui/empty-state.tsx";
import { LocalLink } from "../../ui/local-link.tsx";
import { MethodLegend } from "../../ui/method-legend.tsx";
import { ProblemPage } from "../../ui/problem-page.tsx";
import { Section } from "../../ui/section.tsx";

/** The first page: what this is, its fullest board, what runs now, what to do next. */
export default async function HomePage() {
  const t = await getTranslations();
  const home = await ask(PortalHomeDocument, { runs: 8 });
  if (home.outcome === "failed") return <ProblemPage problem={home.problem} />;
  const data = home.outcome === "answered" ? home.data : null;
  const fullest = data?.leaderboards[0];
  const answer = fullest && await ask(PortalBoardDocument, {
    task: fullest.task.slug, boundary: fullest.boundary, hardwareClass: fullest.hardwareClass, method: fullest.method, first: 10,
  });
  const board = answer?.outcome === "answered" ? answer.data.leaderboard : null;
  const runs = data?.runs.nodes ?? [];

  return (
    <>
      <header className="title">
        <h1>{t("home.title")}</h1>
        <p className="lede">{t("home.sentence")}</p>
      </header>
      <ReaderSteps />
      {board && fullest ? (
        <div className="split">
          <Section id="board" title={t("board.title", { task: board.task.name })}
            aside={<LocalLink to={boardPath({ ...fullest, task: fullest.task.slug })} className="small">{t("home.wholeBoard")}</LocalLink>}>
            <BoardTable board={board} short />
            <MethodLegend />
          </Section>
          <BoardScatter board={board} width={430} />
        </div>
      ) : (
        <EmptyState title={t("home.emptyTitle")}><p>{t("home.emptyText")}</p></EmptyState>
      )}
      <div className="split even">
        <Section id="runs" title={t("home.newestRuns")} aside={<LocalLink to="/runs" className="small">{t("home.allRuns")}</LocalLink>}>
          {runs.length > 0 ? <RunTable runs={runs} caption={t("runs.caption")} short /> : <p className="muted">{t("home.noRuns")}</p>}
        </Section>
        <NextStep origin={await requestOrigin()} task={fullest?.task.slug ?? "digits"} project={data?.experiments.nodes[0]?.project.slug ?? null} />
      </div>
    </>
  );
}
