import { useTranslations } from "next-intl";
import { DataTable } from "../../ui/data-table.tsx";
import { LocalLink } from "../../ui/local-link.tsx";
import { Section } from "../../ui/section.tsx";
import type { InstitutionView } from "./institution-facts.tsx";

/** Its entries of the registry. */
export function InstitutionModels({ models }: { models: InstitutionView["models"] }) {
  const t = useTranslations();
  return (
    <Section id="models" title={t("institution.models")}>
      {models.nodes.length === 0 ? <p className="muted">{t("institution.noModels")}</p> : (
        <DataTable caption={t("institution.modelsCaption")} label={t("institution.models")}>
          <thead><tr><th scope="col" className="wide">{t("institution.model")}</th><th scope="col">{t("institution.visibility")}</th></tr></thead>
          <tbody>
            {models.nodes.map(({ id, name, visibility }) => (
              <tr key={id}><th scope="row" className="wide"><LocalLink to={`/models/${id}`}>{name}</LocalLink></th><td>{t(`visibility.${visibility}`)}</td></tr>
            ))}
          </tbody>
        </DataTable>
      )}
    </Section>
  );
}
