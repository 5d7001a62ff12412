import { useTranslations } from "next-intl";
import type { PortalResultQuery } from "@joulemark/client";
import { Facts } from "../../ui/facts.tsx";

/** Where the runs were executed: what another needs to repeat them. */
export function ResultEnvironment({ environment }: { environment: NonNullable<PortalResultQuery["result"]>["environment"] }) {
  const t = useTranslations("result");
  return (
    <Facts facts={[
      [t("processor"), environment.processor],
      [t("accelerator"), environment.accelerator ?? t("noAccelerator")],
      [t("hardwareClass"), <span key="class" className="mono">{environment.hardwareClass}</span>],
      [t("threads"), environment.threads],
      [t("operatingSystem"), environment.operatingSystem],
      [t("engine"), environment.engineVersion],
      [t("backend"), environment.backend],
      [t("zone"), environment.zone ?? t("noZone")],
    ]} />
  );
}
