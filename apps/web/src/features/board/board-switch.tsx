import { useTranslations } from "next-intl";
import type { PortalBoardKeyFragment, PortalBoardQuery } from "@joulemark/client";
import { LocalLink } from "../../ui/local-link.tsx";
import { boardPath } from "./board-path.ts";

/** The boards of one task, to choose among by boundary, method and hardware class. */
export function BoardSwitch({ boards, shown }: { boards: PortalBoardKeyFragment[]; shown: NonNullable<PortalBoardQuery["leaderboard"]> }) {
  const t = useTranslations();
  const ofTask = boards.filter((board) => board.task.slug === shown.task.slug);
  const isShown = (board: PortalBoardKeyFragment): boolean =>
    board.boundary === shown.boundary && board.method === shown.method && board.hardwareClass === shown.hardwareClass;
  if (ofTask.length === 0) return null;
  return (
    <nav aria-label={t("board.choose")}>
      <ul className="choices">
        {ofTask.map((board) => (
          <li key={`${board.boundary} ${board.method} ${board.hardwareClass}`}>
            <LocalLink to={boardPath({ ...board, task: board.task.slug })} aria-current={isShown(board) ? "page" : undefined}>
              {t(`method.${board.method}`)} · {t(`boundary.${board.boundary}`)} · <span className="mono">{board.hardwareClass}</span>
              <span className="muted"> · {t("board.results", { count: board.rowCount })}</span>
            </LocalLink>
          </li>
        ))}
      </ul>
    </nav>
  );
}
