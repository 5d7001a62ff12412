import { useTranslations } from "next-intl";

/** What a reader should know before trusting the figures; nothing where there is nothing. A word that this portal does not know is shown as it is. */
export function FlagList({ flags }: { flags: { flag: string; runs: number | null }[] }) {
  const t = useTranslations();
  if (flags.length === 0) return null;
  return (
    <>
      <h3>{t("energyAccount.flags")}</h3>
      <ul>
        {flags.map(({ flag, runs }) => (
          <li key={flag}>
            {t.has(`recordFlag.${flag}` as "recordFlag.zone-not-set") ? t(`recordFlag.${flag}` as "recordFlag.zone-not-set") : <span className="mono">{flag}</span>}
            {runs !== null && <span className="muted small"> {t("energyAccount.inRuns", { count: runs })}</span>}
          </li>
        ))}
      </ul>
    </>
  );
}
