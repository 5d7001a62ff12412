import { useLocale, useTranslations } from "next-intl";
import type { PortalComponentFragment, PortalLadderStepFragment } from "@joulemark/client";
import { printFigure, printPercent } from "../../lib/format.ts";
import type { Quantity } from "../../lib/quantity.ts";
import { DataTable } from "../../ui/data-table.tsx";
import { Facts } from "../../ui/facts.tsx";
import { FigureHead, QuantityRow } from "../figures/figure-table.tsx";
import { ComponentTable } from "./component-table.tsx";
import { FlagList } from "./flag-list.tsx";
import { LadderSteps } from "./ladder-steps.tsx";

/** What meters recorded of a run, or of a result's runs taken together. */
export interface Account {
  cpuSeconds: number;
  /** Share of the CPU time that was seen; null where it cannot be known. */
  coverage: number | null;
  captureModes: string[];
  samplerCpuSeconds: number | null;
  components: PortalComponentFragment[];
  ladder: PortalLadderStepFragment[];
  /** `runs`: how many have it; null for a single run. */
  flags: { flag: string; runs: number | null }[];
  facilityEnergy: Quantity | null;
  water: Quantity | null;
  embodiedCarbon: Quantity | null;
  sci: { functionalUnit: string; figure: Quantity } | null;
}

/** Below it the part that was not seen is too large to be silent about. */
const FULL_COVERAGE = 0.95;

/** Joules by component, how each was measured, why not better, and what a reader should know before trusting them. */
export function EnergyAccount({ account, caption }: { account: Account; caption: string }) {
  const t = useTranslations("energyAccount");
  const text = useTranslations();
  const locale = useLocale();
  const { cpuSeconds, coverage, captureModes, samplerCpuSeconds, components, ladder, flags } = account;
  const seen = coverage === null ? t("coverageUnknown") : printPercent(coverage, locale);
  return (
    <>
      <ComponentTable components={components} ladder={ladder} caption={caption} />
      {components.some(({ name, energy }) => name === "gpu" && energy) && <p className="notice small">{t("gpuNeverTried")}</p>}
      <FlagList flags={flags} />
      <Facts facts={[
        [t("cpuSeconds"), `${printFigure(cpuSeconds, null, locale).value} s`],
        [t("coverage"), coverage !== null && coverage < FULL_COVERAGE ? <strong key="coverage">{seen}</strong> : seen],
        captureModes.length > 0 ? [t("captureMode"), captureModes.map((mode) => { const key = `energyAccount.captureModes.${mode as "cgroup-v2"}` as const; return text.has(key) ? text(key) : mode; }).join("; ")] : null,
        samplerCpuSeconds === null ? null : [t("sampler"), t("samplerTook", { seconds: printFigure(samplerCpuSeconds, null, locale).value })],
      ]} />
      <FurtherFigures account={account} />
      <LadderSteps ladder={ladder} />
    </>
  );
}

/** What follows from energy and hours where the site has said what it takes; nothing where it has not. */
function FurtherFigures({ account: { facilityEnergy, water, embodiedCarbon, sci } }: { account: Account }) {
  const t = useTranslations("energyAccount");
  if (!facilityEnergy && !water && !embodiedCarbon && !sci) return null;
  return (
    <DataTable caption={t("further")} label={t("further")}>
      <FigureHead first={t("quantity")} />
      <tbody>
        {facilityEnergy && <QuantityRow name={t("facilityEnergy")} quantity={facilityEnergy} />}
        {water && <QuantityRow name={t("water")} quantity={water} />}
        {embodiedCarbon && <QuantityRow name={t("embodiedCarbon")} quantity={embodiedCarbon} />}
        {sci && <QuantityRow name={t("sci", { unit: sci.functionalUnit })} quantity={sci.figure} />}
      </tbody>
    </DataTable>
  );
}
