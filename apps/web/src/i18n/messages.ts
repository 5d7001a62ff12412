import en from "../../messages/en.json";
import zh from "../../messages/zh.json";
import type { Locale } from "./routing.ts";

/** All text of the portal. A key that one language lacks does not compile. */
export const messages: Record<Locale, typeof en> = { en, zh };
