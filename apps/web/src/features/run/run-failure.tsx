import { useTranslations } from "next-intl";

/** Why a run failed, in the words of who reported it. */
export function RunFailure({ failure }: { failure: { code: string; message: string } }) {
  const t = useTranslations("run");
  return (
    <div className="notice failed">
      <h2>{t("failedTitle")}</h2>
      <p><code>{failure.code}</code></p>
      <p className="break">{failure.message}</p>
    </div>
  );
}
