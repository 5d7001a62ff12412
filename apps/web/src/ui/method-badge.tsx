import { useTranslations } from "next-intl";
import type { MeasurementBoundary, MeasurementMethod } from "@joulemark/client";

/** How a figure came about and around what it was measured. */
export function MethodBadge({ method, boundary }: { method: MeasurementMethod; boundary: MeasurementBoundary | null }) {
  const t = useTranslations();
  return <span className={`badge ${method}`}>{t(`method.${method}`)}{boundary && ` · ${t(`boundary.${boundary}`)}`}</span>;
}
