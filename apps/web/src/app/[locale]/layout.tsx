import type { Metadata, Viewport } from "next";
import type { ReactNode } from "react";
import { headers } from "next/headers";
import { notFound } from "next/navigation";
import { hasLocale } from "next-intl";
import { getTranslations } from "next-intl/server";
import { languageTags, routing } from "../../i18n/routing.ts";
import { AccountMenu } from "../../features/session/account-menu.tsx";
import { readReader } from "../../features/session/read-reader.ts";
import { missingHeader, missingPath } from "../../lib/missing-page.ts";
import { BrandMark } from "../../ui/brand-mark.tsx";
import { FaultTextProvider } from "../../ui/fault-text.tsx";
import { LocalLink } from "../../ui/local-link.tsx";
import { SiteNavigation } from "../../ui/site-navigation.tsx";
import "../../ui/styles/tokens.css";
import "../../ui/styles/base.css";
import "../../ui/styles/layout.css";
import "../../ui/styles/table.css";
import "../../ui/styles/figure.css";
import "../../ui/styles/parts.css";
import "../../ui/styles/form.css";
import "../../ui/styles/work.css";

// Every page shows what the API says now, and carries its own nonce.
export const dynamic = "force-dynamic";

export const viewport: Viewport = {
  colorScheme: "light dark",
  themeColor: [{ media: "(prefers-color-scheme: light)", color: "#fbfbf8" }, { media: "(prefers-color-scheme: dark)", color: "#14181a" }],
};

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("site");
  return { title: { default: t("name"), template: `%s · ${t("name")}` }, description: t("description") };
}

export default async function LocaleLayout({ children, params }: { children: ReactNode; params: Promise<{ locale: string }> }) {
  const { locale } = await params;
  if (!hasLocale(routing.locales, locale)) notFound();
  const t = await getTranslations();
  const reader = await readReader();
  return (
    <html lang={languageTags[locale]}>
      <body>
        <a className="skip" href="#content">{t("navigation.skip")}</a>
        <header className="masthead">
          <div className="frame">
            <LocalLink to="/" className="brand"><BrandMark />{t("site.name")}</LocalLink>
            <SiteNavigation locale={locale} label={t("navigation.label")}
              missing={missingPath((await headers()).get(missingHeader))}
              signIn={reader ? null : t("session.signIn")}
              links={[
                { to: "/leaderboards", text: t("navigation.boards") },
                { to: "/models", text: t("navigation.models") },
                { to: "/experiments", text: t("navigation.experiments") },
                { to: "/runs", text: t("navigation.runs") },
                { to: "/projects", text: t("navigation.projects") },
                { to: "/submit", text: t("navigation.submit") },
                { to: "/institutions", text: t("navigation.institutions"), note: reader?.pendingCount ? t("navigation.pending", { count: reader.pendingCount }) : null },
              ]} />
            {reader && <AccountMenu name={reader.name} isOperator={reader.isOperator} />}
          </div>
        </header>
        <main id="content" tabIndex={-1}>
          <div className="frame">
            <FaultTextProvider words={{ title: t("fault.title"), text: t("fault.text"), retry: t("fault.retry"), code: t("fault.code") }}>{children}</FaultTextProvider>
          </div>
        </main>
        <footer className="colophon">
          <div className="frame">
            <p>{t("footer.rules")}</p>
            <p>{t.rich("footer.data", { address: (text) => <code>{text}</code> })}</p>
          </div>
        </footer>
      </body>
    </html>
  );
}
