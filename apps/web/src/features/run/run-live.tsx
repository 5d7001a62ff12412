import { print } from "graphql";
import { useLocale, useTranslations } from "next-intl";
import { PortalRunEventsDocument } from "@joulemark/client";
import type { PortalRunQuery } from "@joulemark/client";
import { RunFollower } from "./live/run-follower.tsx";

/** Text of the subscription: the browser gets the words, not a printer of documents. */
const query = print(PortalRunEventsDocument);

/** The strip of a run that is still going, followed live where there is JavaScript. */
export function RunLive({ run }: { run: NonNullable<PortalRunQuery["run"]> }) {
  const t = useTranslations();
  const locale = useLocale();
  const newest = run.recentEvents.at(-1);
  const energy = run.recentEvents.filter((event) => event.kind === "PROGRESS").flatMap((event) => event.values).filter((value) => value.name === "energyJoules").at(-1);
  return (
    <>
      <RunFollower
        run={run.id} query={query} after={newest?.sequence ?? 0} locale={locale}
        initial={{
          state: run.state, step: run.progress?.step ?? null, totalSteps: run.progress?.totalSteps ?? null,
          epoch: run.progress?.epoch ?? null, etaSeconds: run.progress?.etaSeconds ?? null, energyJoules: energy?.value ?? null,
        }}
        text={{
          label: t("run.progress"), step: t("run.step"), epoch: t("run.epoch"), timeLeft: t("run.timeLeft"), energySoFar: t("run.energySoFar"), unknown: "–",
          states: { QUEUED: t("runState.QUEUED"), RUNNING: t("runState.RUNNING"), SUCCEEDED: t("runState.SUCCEEDED"), FAILED: t("runState.FAILED"), CANCELLED: t("runState.CANCELLED") },
          connections: { connecting: t("run.connecting"), open: t("run.live"), lost: t("run.reconnecting"), ended: t("run.ended"), refused: t("run.stopped") },
        }}
      />
      <noscript><p><a href="">{t("run.reload")}</a></p></noscript>
    </>
  );
}
