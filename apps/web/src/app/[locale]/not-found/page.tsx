import type { Metadata } from "next";
import { headers } from "next/headers";
import { notFound } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { NothingHere } from "../../../ui/nothing-here.tsx";
import { missingHeader } from "../../../lib/missing-page.ts";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("notFound");
  return { title: t("title"), robots: { index: false } };
}

/** The not-found page, drawn by the server; the API in front gives it its status (lib/missing-page.ts). */
export default async function MissingPage() {
  if (!(await headers()).has(missingHeader)) notFound();
  return <NothingHere />;
}
