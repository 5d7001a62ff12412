"use client";

import { useState, useSyncExternalStore } from "react";

const never = () => () => {};

/** Copies a text. It is there only where it works: with JavaScript, on https or on this machine. */
export function CopyButton({ text, words, done }: { text: string; words: string; done: string }) {
  const [copied, setCopied] = useState(false);
  const works = useSyncExternalStore(never, () => Boolean(navigator.clipboard), () => false);
  if (!works) return null;
  const copy = () => void navigator.clipboard.writeText(text).then(() => setCopied(true), () => setCopied(false));
  return <button type="button" className="button" onClick={copy}><span aria-live="polite">{copied ? done : words}</span></button>;
}
