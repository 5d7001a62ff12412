import { useTranslations } from "next-intl";
import { LocalLink } from "../../ui/local-link.tsx";

export default function NotFoundPage() {
  const t = useTranslations("notFound");
  return (
    <>
      <header className="title"><h1>{t("title")}</h1></header>
      <p>{t("text")}</p>
      <ul className="contents">
        <li><LocalLink to="/leaderboards">{t("boards")}</LocalLink></li>
        <li><LocalLink to="/runs">{t("runs")}</LocalLink></li>
        <li><LocalLink to="/">{t("home")}</LocalLink></li>
      </ul>
    </>
  );
}
