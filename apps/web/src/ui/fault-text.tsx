"use client";

import { createContext, useContext } from "react";
import type { ReactNode } from "react";

/** Words of the error page. It is the one page the server cannot write, so its words travel with every page. */
export interface FaultWords {
  title: string;
  text: string;
  retry: string;
  code: string;
}

const FaultText = createContext<FaultWords | null>(null);

/** Hands the words to the error page below. */
export function FaultTextProvider({ words, children }: { words: FaultWords; children: ReactNode }) {
  return <FaultText.Provider value={words}>{children}</FaultText.Provider>;
}

/** What stands where a page failed. */
export function FaultPage({ digest, retry }: { digest: string | undefined; retry: () => void }) {
  const words = useContext(FaultText);
  if (!words) return null;
  return (
    <>
      <title>{words.title}</title>
      <header className="title"><h1>{words.title}</h1></header>
      <div className="notice failed" role="alert"><p>{words.text}</p></div>
      <p><button type="button" className="button" onClick={retry}>{words.retry}</button></p>
      {digest && <p className="small muted">{words.code} <code>{digest}</code></p>}
    </>
  );
}
