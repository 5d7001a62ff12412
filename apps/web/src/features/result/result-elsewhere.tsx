import { useLocale, useTranslations } from "next-intl";
import type { PortalResultQuery } from "@joulemark/client";
import { printCount, printFigure, printPercent } from "../../lib/format.ts";
import { unitText } from "../../lib/quantity.ts";
import type { Quantity } from "../../lib/quantity.ts";
import { DataTable } from "../../ui/data-table.tsx";
import { Facts } from "../../ui/facts.tsx";
import { Instant } from "../../ui/instant.tsx";
import { MethodBadge } from "../../ui/method-badge.tsx";

type Elsewhere = NonNullable<PortalResultQuery["result"]>["elsewhere"];
type Device = Elsewhere["devices"][number];

/** What inference would take on other devices: projected, apart from everything that was measured. */
export function ResultElsewhere({ elsewhere: { reason, devices } }: { elsewhere: Elsewhere }) {
  const t = useTranslations("elsewhere");
  const text = useTranslations();
  const locale = useLocale();
  if (reason !== null) return <p className="muted">{text(`elsewhere.reason.${reason}`)}</p>;
  const level = devices.flatMap(({ projections }) => projections)[0]?.callTime.interval?.level ?? null;
  return (
    <>
      <p>{t("warning")}</p>
      <DataTable caption={t("caption")} label={t("caption")}>
        <thead>
          <tr>
            <th scope="col" className="wide">{t("device")}</th>
            <th scope="col" className="number">{t("batchSize")}</th>
            <th scope="col">{t("numberType")}</th>
            <th scope="col" className="number">{t("callTime")}</th>
            <th scope="col" className="number">{t("energyPerThousand")}</th>
            <th scope="col" className="number">{t("costPerThousand")}</th>
            <th scope="col" className="nowrap">{t("method")}</th>
          </tr>
        </thead>
        <tbody>{devices.map((device) => <DeviceRows key={device.id} device={device} />)}</tbody>
      </DataTable>
      <p className="small muted">{level !== null && t("interval", { level: printPercent(level, locale) })} {t("limits")}</p>
      <details>
        <summary>{t("sources")}</summary>
        {devices.map((device) => <DeviceSources key={device.id} device={device} />)}
      </details>
    </>
  );
}

const useDeviceName = (): ((device: Device) => string) => {
  const locale = useLocale();
  return ({ name, nameZh }) => (locale === "zh" ? nameZh : name);
};

function DeviceRows({ device }: { device: Device }) {
  const t = useTranslations("elsewhere");
  const locale = useLocale();
  const name = useDeviceName()(device);
  const { numberType, projections } = device;
  if (numberType === null) return <tr><th scope="row" className="wide">{name}</th><td colSpan={6} className="null">{t("cannot")}</td></tr>;
  return projections.map(({ batchSize, callTime, energyPerThousand, costPerThousand }) => (
    <tr key={batchSize}>
      <th scope="row" className="wide">{name}</th>
      <td className="number">{printCount(batchSize, locale)}</td>
      <td className="mono">{numberType.toLowerCase()}</td>
      <ProjectedCell quantity={inMilliseconds(callTime)} />
      <ProjectedCell quantity={energyPerThousand} />
      <ProjectedCell quantity={costPerThousand} />
      <td className="nowrap"><MethodBadge method={callTime.method} boundary={energyPerThousand?.boundary ?? null} /></td>
    </tr>
  ));
}

const inMilliseconds = (time: Quantity): Quantity => ({ ...time, unit: "ms", value: time.value * 1000, interval: time.interval && { ...time.interval, low: time.interval.low * 1000, high: time.interval.high * 1000 } });

function ProjectedCell({ quantity }: { quantity: Quantity | null }) {
  const t = useTranslations("elsewhere");
  const locale = useLocale();
  if (!quantity) return <td className="number null">{t("unknown")}</td>;
  const { value, interval } = printFigure(quantity.value, quantity.interval, locale);
  return <td className="number"><span className="lead">{value}</span> {unitText(quantity.unit)}<span className="sub">{interval}</span></td>;
}

function DeviceSources({ device }: { device: Device }) {
  const text = useTranslations();
  const locale = useLocale();
  const name = useDeviceName()(device);
  return (
    <>
      <h3>{name}</h3>
      <Facts facts={device.sources.map(({ figure, value, unit, date, source }) => [text(`elsewhere.figure.${figure as "maxWatts"}`), (
        <span key={figure}>{printFigure(value, null, locale).value} {unit}{date && <> (<Instant at={date} day />)</>} <span className="small muted">{source}</span></span>
      )])} />
    </>
  );
}
