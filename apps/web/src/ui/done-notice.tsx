import { useTranslations } from "next-intl";
import { messages } from "../i18n/messages.ts";

export type Done = keyof typeof messages.en.done;

/** What was done, as `?done=` of the address names it; nothing for any other word. */
export function DoneNotice({ done }: { done: string | string[] | undefined }) {
  const t = useTranslations("done");
  if (typeof done !== "string" || !isDone(done)) return null;
  return <div className="notice done" role="status"><p>{t(`${done}`)}</p></div>;
}

const isDone = (text: string): text is Done => Object.hasOwn(messages.en.done, text);

/** The path with what was done, for the page to say. */
export const donePath = (path: string, done: Done): string => `${path}?done=${done}`;
