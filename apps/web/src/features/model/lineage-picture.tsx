import { useLocale, useTranslations } from "next-intl";
import { printCount } from "../../lib/format.ts";
import { localPath } from "../../i18n/path.ts";
import { useTechniqueName } from "../../ui/names.ts";
import type { Lineage, LineageNode } from "./lineage.ts";
import { versionPath } from "./version-path.ts";
import { deltaText } from "./delta-text.ts";

const box = { width: 190, height: 50, gapX: 190, gapY: 22 };
const left = ({ depth }: LineageNode): number => 4 + depth * (box.width + box.gapX);
const top = ({ row }: LineageNode): number => 4 + row * (box.height + box.gapY);

/** Shortens a text to what a box can hold; the table below has it whole. */
const fitted = (text: string, most: number): string => (text.length > most ? `${text.slice(0, most - 1)}…` : text);

/** Versions as boxes, from what they were made of on the left to what was made of them on the right. The table beside it says the same. */
export function LineagePicture({ lineage: { nodes, edges } }: { lineage: Lineage }) {
  const t = useTranslations();
  const locale = useLocale();
  const techniqueName = useTechniqueName();
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const [columns, rows] = [Math.max(...nodes.map(({ depth }) => depth)) + 1, Math.max(...nodes.map(({ row }) => row)) + 1];
  const size = { width: 8 + columns * box.width + (columns - 1) * box.gapX, height: 8 + rows * (box.height + box.gapY) };
  return (
    <div className="lineage" role="region" aria-label={t("model.lineagePicture")} tabIndex={0}>
      <svg width={size.width} height={size.height} viewBox={`0 0 ${size.width} ${size.height}`} role="group" aria-label={t("model.lineageDescription", { versions: nodes.length, steps: edges.length })}>
        {edges.map(({ from, to, technique, sizeBytesDelta, qualityDelta, qualityOrder }) => {
          const [parent, child] = [byId.get(from)!, byId.get(to)!];
          const [x1, y1, x2, y2] = [left(parent) + box.width, top(parent) + box.height / 2, left(child), top(child) + box.height / 2];
          const delta = deltaText({ sizeBytesDelta, qualityDelta, qualityOrder }, locale, { points: t("quantity.points"), unclear: t("quantity.notDistinguishable") });
          return (
            <g key={`${from} ${to} ${technique}`} aria-hidden="true">
              {/* It bends at once, then runs straight between the two lines of words. */}
              <path d={`M${x1} ${y1}C${x1 + 25} ${y1} ${x1 + 5} ${y2} ${x1 + 35} ${y2}L${x2} ${y2}m-7 -4l7 4l-7 4`} />
              <text x={x2 - 10} y={y2 - 7} textAnchor="end">{fitted(techniqueName(technique), 22)}</text>
              {delta && <text className="sub" x={x2 - 10} y={y2 + 16} textAnchor="end">{delta}</text>}
            </g>
          );
        })}
        {nodes.map((node) => (
          <a key={node.id} href={localPath(versionPath({ id: node.id, model: { id: node.model } }), locale)} className={node.own ? "own" : undefined}>
            <title>{t("model.versionOf", { model: node.name, label: node.label })}</title>
            <rect x={left(node)} y={top(node)} width={box.width} height={box.height} rx={4} />
            <text x={left(node) + 10} y={top(node) + 20}>{fitted(node.name, 27)}</text>
            <text className="sub" x={left(node) + 10} y={top(node) + 38}>{fitted(`${node.label} · ${printCount(node.parameterCount, locale)}`, 30)}</text>
          </a>
        ))}
      </svg>
    </div>
  );
}
