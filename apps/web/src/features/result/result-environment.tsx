import { useLocale, useTranslations } from "next-intl";
import type { PortalResultQuery } from "@joulemark/client";
import { printCount } from "../../lib/format.ts";
import { Facts } from "../../ui/facts.tsx";

/** Where the runs were executed: what another needs to repeat them. */
export function ResultEnvironment({ environment }: { environment: NonNullable<PortalResultQuery["result"]>["environment"] }) {
  const t = useTranslations("result");
  const locale = useLocale();
  const { workers, threads } = environment;
  return (
    <Facts facts={[
      [t("processor"), environment.processor],
      [t("accelerator"), environment.accelerator ?? t("noAccelerator")],
      [t("hardwareClass"), <span key="class" className="mono">{environment.hardwareClass}</span>],
      workers === null ? [t("threads"), printCount(threads, locale)] : [t("trainingProcesses"), t("processesOf", { processes: workers, threads })],
      [t("operatingSystem"), environment.operatingSystem],
      [t("engine"), environment.engineVersion],
      [t("backend"), environment.backend],
      [t("zone"), environment.zone ?? t("noZone")],
    ]} />
  );
}
