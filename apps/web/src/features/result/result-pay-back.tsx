import { useLocale, useTranslations } from "next-intl";
import type { PortalResultQuery } from "@joulemark/client";
import { localPath } from "../../i18n/path.ts";
import { printCount, printFigure } from "../../lib/format.ts";
import { unitText } from "../../lib/quantity.ts";
import { DataTable } from "../../ui/data-table.tsx";
import { LocalLink } from "../../ui/local-link.tsx";
import { FigureHead, QuantityRow } from "../figures/figure-table.tsx";

type Result = NonNullable<PortalResultQuery["result"]>;
type PayBack = NonNullable<Result["payBack"]>;
type BreakEven = PayBack["energy"];

/** After how many inferences the result has saved what making it took, against which model, and from which figures. */
export function ResultPayBack({ result: { id, payBack, payBackBaselines }, baselineRefused, countBase }: { result: Result; baselineRefused: boolean; countBase: boolean }) {
  const t = useTranslations("payBack");
  const text = useTranslations();
  const refused = baselineRefused && <div className="notice" role="status"><p>{t("baselineRefused")}</p></div>;
  if (!payBack) return <>{refused}<p className="muted">{t("none")}</p></>;
  const { baseline, before, after, spendings, energy, costs, qualityOrder } = payBack;
  const against = baseline.result
    ? <LocalLink to={`/results/${baseline.result.id}`}>{baseline.result.experiment.name}</LocalLink>
    : <>{baseline.modelVersion?.label ?? t("hiddenModel")}</>;
  return (
    <>
      {refused}
      <p><Verdict breakEven={energy} about={t("energyAnswer")} /></p>
      {costs.map(({ kind, breakEven, pricePerKwh, priceDate }) => (
        <p key={kind}><Verdict breakEven={breakEven} about={t("costAnswer", { price: `${pricePerKwh} ${breakEven.unit}`, date: priceDate })} /></p>
      ))}
      <p className="small">{t("against")} {against} ({text(`payBack.baselineReason.${baseline.reason}`)}). {text(`payBack.basis.${energy.basis}`)} {qualityOrder && text(`payBack.quality.${qualityOrder}`)}</p>
      <DataTable caption={t("caption")} label={t("caption")}>
        <FigureHead first={t("figure")} />
        <tbody>
          <QuantityRow name={t("before")} quantity={before} />
          <QuantityRow name={t("after")} quantity={after} />
          {spendings.map(({ kind, counted, figure, modelVersion }) => (
            <QuantityRow key={kind + (modelVersion?.id ?? "")} name={text(`payBack.spending.${kind}`)} about={[...(modelVersion ? [modelVersion.label] : []), counted ? t("counted") : t("notCounted")].join(" · ")} quantity={figure} />
          ))}
        </tbody>
      </DataTable>
      <p className="small muted">{t("formula")}</p>
      <BaselineForm id={id} baselines={payBackBaselines} chosen={baseline.result?.id ?? null} countBase={countBase} />
    </>
  );
}

function Verdict({ breakEven: { verdict, inferences, unit, saved }, about }: { breakEven: BreakEven; about: string }) {
  const t = useTranslations("payBack");
  const locale = useLocale();
  const count = (value: number): string => printCount(Number(value.toPrecision(2)), locale);
  const savedText = `${printFigure(saved.value, saved.interval, locale).value} ${unitText(unit)}`;
  if (verdict === "NEVER") return <>{about} <strong>{t("never")}</strong> {t("usesMore", { saved: savedText })}</>;
  if (verdict === "NOT_DISTINGUISHABLE" || inferences.value === null) return <>{about} <strong>{t("notDistinguishable")}</strong>{inferences.low !== null && <> {t("notBefore", { low: count(inferences.low) })}</>}</>;
  return (
    <>
      {about} <strong>{t("after_", { value: count(inferences.value) })}</strong>
      {inferences.low !== null && inferences.high !== null && <> {t("between", { low: count(inferences.low), high: count(inferences.high) })}</>}
    </>
  );
}

/** Another model to hold it against; a plain form, so that it works without JavaScript. */
function BaselineForm({ id, baselines, chosen, countBase }: { id: string; baselines: Result["payBackBaselines"]; chosen: string | null; countBase: boolean }) {
  const t = useTranslations("payBack");
  const locale = useLocale();
  if (baselines.length === 0) return null;
  return (
    <form action={`${localPath(`/results/${id}`, locale)}#payBack`} method="get" className="deed-row">
      <label>{t("choose")} <select name="baseline" defaultValue={chosen ?? ""}>
        <option value="">{t("usual")}</option>
        {baselines.map(({ id: other, experiment, modelVersion, institution }) => <option key={other} value={other}>{`${experiment.name} · ${modelVersion.label} · ${institution.name}`}</option>)}
      </select></label>
      <label><input type="checkbox" name="countBase" value="true" defaultChecked={countBase} /> {t("countBase")}</label>
      <button type="submit" className="button">{t("show")}</button>
    </form>
  );
}
