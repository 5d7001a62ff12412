import { useTranslations } from "next-intl";
import type { RunState } from "@joulemark/client";
import { LocalLink } from "../../ui/local-link.tsx";

export const runStates = ["QUEUED", "RUNNING", "SUCCEEDED", "FAILED", "CANCELLED"] as const satisfies RunState[];

/** A state named in an address; null for all, also where the word is none. */
export const readRunState = (text: string | string[] | undefined): RunState | null => runStates.find((state) => state === text) ?? null;

/** The address of the list of runs. */
export function runsPath(state: RunState | null, after?: string | null): string {
  const query = new URLSearchParams({ ...(state ? { state } : {}), ...(after ? { after } : {}) }).toString();
  return `/runs${query && `?${query}`}`;
}

/** Chooses the runs of one state. */
export function RunFilter({ chosen }: { chosen: RunState | null }) {
  const t = useTranslations();
  return (
    <nav aria-label={t("runs.filter")}>
      <ul className="choices">
        {[null, ...runStates].map((state) => (
          <li key={state ?? "all"}>
            <LocalLink to={runsPath(state)} aria-current={state === chosen ? "page" : undefined}>{state ? t(`runState.${state}`) : t("runs.all")}</LocalLink>
          </li>
        ))}
      </ul>
    </nav>
  );
}
