import { useLocale, useTranslations } from "next-intl";
import { printBytes, printFigure } from "../../lib/format.ts";
import { unitText } from "../../lib/quantity.ts";
import { DataTable } from "../../ui/data-table.tsx";
import { LocalLink } from "../../ui/local-link.tsx";
import { useTechniqueName } from "../../ui/names.ts";
import { qualityDeltaText, signed } from "./delta-text.ts";
import type { Lineage, LineageNode } from "./lineage.ts";
import { versionPath } from "./version-path.ts";

/** The steps of a lineage, one a row: what the picture shows, with its figures. */
export function LineageTable({ lineage: { nodes, edges } }: { lineage: Lineage }) {
  const t = useTranslations();
  const locale = useLocale();
  const techniqueName = useTechniqueName();
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const link = ({ id, model, name, label }: LineageNode) => <><LocalLink to={versionPath({ id, model: { id: model } })}>{name}</LocalLink><span className="sub">{label}</span></>;
  return (
    <DataTable caption={t("model.lineageCaption")} label={t("result.lineage")}>
      <thead>
        <tr>
          <th scope="col" className="wide">{t("model.parent")}</th>
          <th scope="col" className="wide">{t("model.child")}</th>
          <th scope="col">{t("result.technique")}</th>
          <th scope="col" className="number">{t("result.qualityDelta")}</th>
          <th scope="col" className="number">{t("result.sizeDelta")}</th>
          <th scope="col" className="number">{t("quantity.trainingEnergy")}</th>
        </tr>
      </thead>
      <tbody>
        {edges.map(({ from, to, technique, qualityDelta, qualityOrder, sizeBytesDelta, trainingEnergy: energy }) => {
          const quality = qualityDeltaText({ qualityDelta, qualityOrder }, locale, { points: t("quantity.points"), unclear: t("quantity.notDistinguishable") });
          const none = t("quantity.notMeasured");
          return (
            <tr key={`${from} ${to} ${technique}`}>
              <td className="wide">{link(byId.get(from)!)}</td>
              <th scope="row" className="wide">{link(byId.get(to)!)}</th>
              <td>{techniqueName(technique)}</td>
              <td className={quality ? "number" : "number null"}>{quality ?? none}</td>
              <td className={sizeBytesDelta === null ? "number null" : "number"}>{sizeBytesDelta === null ? none : signed(sizeBytesDelta, printBytes(Math.abs(sizeBytesDelta), locale))}</td>
              <td className={energy ? "number" : "number null"}>{energy ? `${printFigure(energy.value, energy.interval, locale).value} ${unitText(energy.unit)}` : none}</td>
            </tr>
          );
        })}
      </tbody>
    </DataTable>
  );
}
