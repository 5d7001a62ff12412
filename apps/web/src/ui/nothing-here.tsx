import { useTranslations } from "next-intl";
import { FilterForm, FilterText } from "./filter-form.tsx";
import { LocalLink } from "./local-link.tsx";

/** What stands at an address that names nothing: why, and where to look instead. */
export function NothingHere() {
  const t = useTranslations();
  const lists = [
    ["/leaderboards", t("navigation.boards")], ["/models", t("navigation.models")], ["/experiments", t("navigation.experiments")], ["/runs", t("navigation.runs")],
    ["/projects", t("navigation.projects")], ["/institutions", t("navigation.institutions")], ["/", t("notFound.home")],
  ] as const;
  return (
    <>
      <header className="title"><h1>{t("notFound.title")}</h1></header>
      <p>{t("notFound.text")}</p>
      <FilterForm to="/models" label={t("notFound.search")} submit={t("notFound.searchSubmit")}>
        <FilterText name="search" label={t("notFound.searchField")} value={null} />
      </FilterForm>
      <h2>{t("notFound.lists")}</h2>
      <ul className="contents">
        {lists.map(([to, text]) => <li key={to}><LocalLink to={to}>{text}</LocalLink></li>)}
      </ul>
    </>
  );
}
