import { defineRouting } from "next-intl/routing";

/** English has no prefix, Chinese stands under /zh. */
export const routing = defineRouting({
  locales: ["en", "zh"],
  defaultLocale: "en",
  localePrefix: "as-needed",
  // Alternates name the host of the request, which behind the API is an inner one.
  alternateLinks: false,
});

export type Locale = (typeof routing.locales)[number];

/** BCP 47 tags for `lang` and `Intl`: letters of a shared code point are drawn by language. */
export const languageTags: Record<Locale, string> = { en: "en", zh: "zh-CN" };

/** Each language in its own words, as readers look for it. */
export const languageNames: Record<Locale, string> = { en: "English", zh: "简体中文" };
