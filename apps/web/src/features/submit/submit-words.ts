import type { getTranslations } from "next-intl/server";
import { languageTags } from "../../i18n/routing.ts";
import type { Locale } from "../../i18n/routing.ts";

/** The words a form is built with, in the reader's language. */
export interface SubmitWords {
  technique: string;
  /** Of a choice that is left to the outer one. */
  leftOut: string;
  optional: string;
  choose: string;
  /** Of a choice among registered versions. */
  searchAbove: string;
  /** Of a field that holds several texts. */
  separated: string;
  remove: string;
  standard: (value: string) => string;
  /** A title beside the word of the specification. */
  named: (title: string, id: string) => string;
  row: (title: string, number: number) => string;
  removeOf: (row: string) => string;
  addTo: (row: string) => string;
  bound: (word: "moreThan" | "atLeast" | "lessThan" | "atMost", value: number) => string;
  allOf: (texts: string[]) => string;
  wrong: (what: "missing" | "notNumber" | "notWhole" | "notInstant" | "sameTwice" | "oneBase") => string;
  outside: (range: string) => string;
  tooLong: (most: number) => string;
  /** Of a key of `training` that the chosen strategy does not read. */
  misfit: (strategy: string, readers: string[]) => string;
}

type Translate = Awaited<ReturnType<typeof getTranslations<"submit">>>;

/** The words, from the catalogue. */
export function submitWords(t: Translate, locale: Locale): SubmitWords {
  const number = (value: number): string => new Intl.NumberFormat(languageTags[locale], { maximumSignificantDigits: 12, useGrouping: "min2" }).format(value);
  return {
    technique: t("technique"), leftOut: t("leftOut"), optional: t("optional"), choose: t("choose"), searchAbove: t("searchAbove"), separated: t("separated"), remove: t("remove"),
    standard: (value) => t("standard", { value }),
    named: (title, id) => t("named", { title, id }),
    row: (title, index) => t("row", { title, number: index }),
    removeOf: (row) => t("removeOf", { row }),
    addTo: (row) => t("addTo", { row: row.charAt(0).toLocaleLowerCase(languageTags[locale]) + row.slice(1) }),
    bound: (word, value) => t(word, { value: number(value) }),
    allOf: (texts) => new Intl.ListFormat(languageTags[locale], { type: "conjunction", style: "narrow" }).format(texts),
    wrong: (what) => t(what),
    outside: (range) => t("outside", { range }),
    tooLong: (most) => t("tooLong", { most: number(most) }),
    misfit: (strategy, readers) => t("misfit", { strategy, readers: new Intl.ListFormat(languageTags[locale], { type: "conjunction" }).format(readers) }),
  };
}
