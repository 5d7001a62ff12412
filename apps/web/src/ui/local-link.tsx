import type { ReactNode } from "react";
import NextLink from "next/link";
import { useLocale } from "next-intl";
import { localPath } from "../i18n/path.ts";

interface LocalLinkProps {
  /** A path of ours without its language. */
  to: string;
  children: ReactNode;
  className?: string;
  "aria-current"?: "page" | "true" | undefined;
}

/** A link that stays in the reader's language. */
export function LocalLink({ to, children, ...rest }: LocalLinkProps) {
  const locale = useLocale();
  return <NextLink href={localPath(to, locale)} prefetch={false} {...rest}>{children}</NextLink>;
}
