import { useLocale, useTranslations } from "next-intl";
import type { PortalVersionFragment } from "@joulemark/client";
import { printBytes, printFigure } from "../../lib/format.ts";
import { unitText } from "../../lib/quantity.ts";
import { DataTable } from "../../ui/data-table.tsx";
import { LocalLink } from "../../ui/local-link.tsx";
import { useMetricName, useTechniqueName } from "../../ui/names.ts";
import { stepParameters } from "../specification/read-specification.ts";
import { qualityDeltaText, signed } from "../model/delta-text.ts";
import { versionPath } from "../model/version-path.ts";

/** Versions this one was made from, with what changed, and versions made from it. */
export function ResultLineage({ version }: { version: PortalVersionFragment }) {
  const t = useTranslations();
  const techniqueName = useTechniqueName();
  if (version.parents.length + version.children.length === 0) return <p className="muted">{t("result.noLineage")}</p>;
  return (
    <DataTable caption={t("result.lineageCaption")} label={t("result.lineage")}>
      <thead>
        <tr>
          <th scope="col">{t("result.relation")}</th>
          <th scope="col" className="wide">{t("result.version")}</th>
          <th scope="col">{t("result.technique")}</th>
          <th scope="col" className="wide">{t("result.parameters")}</th>
          <th scope="col" className="number">{t("result.qualityDelta")}</th>
          <th scope="col" className="number">{t("result.sizeDelta")}</th>
          <th scope="col" className="number">{t("quantity.trainingEnergy")}</th>
        </tr>
      </thead>
      <tbody>
        {version.parents.map((parent) => <ParentRow key={parent.version.id + parent.technique} parent={parent} />)}
        {version.children.map((child) => (
          <tr key={child.version.id + child.technique}>
            <td>{t("result.child")}</td>
            <th scope="row" className="wide"><LocalLink to={versionPath(child.version)}>{child.version.label}</LocalLink><span className="sub">{child.version.model.slug}</span></th>
            <td>{techniqueName(child.technique)}</td>
            <td colSpan={4} />
          </tr>
        ))}
      </tbody>
    </DataTable>
  );
}

function ParentRow({ parent }: { parent: PortalVersionFragment["parents"][number] }) {
  const t = useTranslations();
  const locale = useLocale();
  const techniqueName = useTechniqueName();
  const parameters = stepParameters(parent.technique, parent.parameters);
  const energy = parent.trainingEnergy;
  return (
    <tr>
      <td>{t("result.parent")}</td>
      <th scope="row" className="wide"><LocalLink to={versionPath(parent.version)}>{parent.version.label}</LocalLink><span className="sub">{parent.version.model.slug}</span></th>
      <td>{techniqueName(parent.technique)}</td>
      <td className="wide small">{parameters.map(({ name, value }) => <span key={name} className="parameter"><span className="muted">{name}</span> <span className="mono">{value}</span></span>)}</td>
      <DeltaCell parent={parent} />
      <td className={parent.sizeBytesDelta === null ? "number null" : "number"}>
        {parent.sizeBytesDelta === null ? t("quantity.notMeasured") : signed(parent.sizeBytesDelta, printBytes(Math.abs(parent.sizeBytesDelta), locale))}
      </td>
      <td className={energy ? "number" : "number null"}>
        {energy ? `${printFigure(energy.value, energy.interval, locale).value} ${unitText(energy.unit)}` : t("quantity.notMeasured")}
      </td>
    </tr>
  );
}

function DeltaCell({ parent: { qualityDelta, qualityOrder } }: { parent: PortalVersionFragment["parents"][number] }) {
  const t = useTranslations();
  const locale = useLocale();
  const metricName = useMetricName();
  if (!qualityDelta) return <td className="number null">{t("quantity.notMeasured")}</td>;
  return (
    <td className="number">
      {qualityDeltaText({ qualityDelta, qualityOrder }, locale, { points: t("quantity.points"), unclear: t("quantity.notDistinguishable") })}
      <span className="sub">{metricName(qualityDelta.name)}</span>
    </td>
  );
}
