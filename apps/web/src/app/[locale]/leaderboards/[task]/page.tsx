import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { getLocale, getTranslations } from "next-intl/server";
import { PortalBoardDocument } from "@joulemark/client";
import { boardPath, readBoardQuery } from "../../../../features/board/board-path.ts";
import { BoardScatter } from "../../../../features/board/board-scatter.tsx";
import { BoardSwitch } from "../../../../features/board/board-switch.tsx";
import { BoardTable } from "../../../../features/board/board-table.tsx";
import { ask } from "../../../../lib/api.ts";
import { printCount } from "../../../../lib/format.ts";
import { EmptyState } from "../../../../ui/empty-state.tsx";
import { LocalLink } from "../../../../ui/local-link.tsx";
import { MethodLegend } from "../../../../ui/method-legend.tsx";
import { ProblemPage } from "../../../../ui/problem-page.tsx";

interface BoardPageProps {
  params: Promise<{ task: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

const pageSize = 50;

async function answerOf({ params, searchParams }: BoardPageProps) {
  const task = decodeURIComponent((await params).task);
  return ask(PortalBoardDocument, { task, ...readBoardQuery(await searchParams), first: pageSize });
}

export async function generateMetadata(props: BoardPageProps): Promise<Metadata> {
  const t = await getTranslations("board");
  const answer = await answerOf(props);
  const name = answer.outcome === "answered" ? answer.data.leaderboard?.task.name : undefined;
  return name ? { title: t("title", { task: name }) } : {};
}

export default async function BoardPage(props: BoardPageProps) {
  const t = await getTranslations();
  const locale = await getLocale();
  const answer = await answerOf(props);
  if (answer.outcome === "failed") return <ProblemPage problem={answer.problem} />;
  const board = answer.outcome === "answered" ? answer.data.leaderboard : null;
  if (answer.outcome !== "answered" || !board) notFound();
  const { nodes, totalCount, pageInfo } = board.rows;
  const key = { task: board.task.slug, boundary: board.boundary, hardwareClass: board.hardwareClass, method: board.method };
  const boards = <BoardSwitch boards={answer.data.leaderboards} shown={board} />;
  const paged = (await props.searchParams).after !== undefined;

  return (
    <>
      <header className="title">
        <h1>{t("board.title", { task: board.task.name })}</h1>
        <p>{board.task.description}</p>
        <p className="small muted">{t("board.licence", { licence: board.task.licence })}</p>
      </header>
      {nodes.length === 0 ? (
        <>
          {boards}
          <EmptyState title={t("board.emptyTitle")}>
            <p>{t("board.emptyText")}</p>
            <LocalLink to="/leaderboards">{t("board.otherBoards")}</LocalLink>
          </EmptyState>
        </>
      ) : (
        <>
          <div className="section">
            {boards}
            <BoardTable board={board} />
          </div>
          {(pageInfo.hasNextPage || paged) && (
            <nav className="pager" aria-label={t("board.shown", { shown: printCount(nodes.length, locale), total: printCount(totalCount, locale) })}>
              <span className="muted">{t("board.shown", { shown: printCount(nodes.length, locale), total: printCount(totalCount, locale) })}</span>
              {paged && <LocalLink to={boardPath(key)}>{t("board.first")}</LocalLink>}
              {pageInfo.hasNextPage && pageInfo.endCursor && <LocalLink to={boardPath(key, pageInfo.endCursor)}>{t("board.next", { count: pageSize })}</LocalLink>}
            </nav>
          )}
          <BoardScatter board={board} width={760} captionBeside />
        </>
      )}
      <MethodLegend />
    </>
  );
}
