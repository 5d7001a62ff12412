import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { PortalBoardsDocument } from "@joulemark/client";
import { BoardList } from "../../../features/board/board-list.tsx";
import { ask } from "../../../lib/api.ts";
import { MethodLegend } from "../../../ui/method-legend.tsx";
import { ProblemPage } from "../../../ui/problem-page.tsx";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("boards");
  return { title: t("title") };
}

export default async function BoardsPage() {
  const t = await getTranslations("boards");
  const answer = await ask(PortalBoardsDocument, {});
  if (answer.outcome === "failed") return <ProblemPage problem={answer.problem} />;
  return (
    <>
      <header className="title">
        <h1>{t("title")}</h1>
        <p>{t("intro")}</p>
      </header>
      <BoardList boards={answer.outcome === "answered" ? answer.data.leaderboards : []} />
      <MethodLegend />
    </>
  );
}
