"use client";

import type { ReactNode } from "react";
import { CopyButton } from "../copy-button.tsx";
import { useFormAnswer } from "./action-form.tsx";

interface IssuedNoticeProps {
  title: string;
  /** Instead of the title, where it was mailed and there is nothing to show. */
  mailed?: string;
  copy: string;
  copied: string;
  /** How to use it; shown with it. */
  children?: ReactNode;
}

/** What the form around has just made, shown this one time: a key, an address to hand on. */
export function IssuedNotice({ title, mailed, copy, copied, children }: IssuedNoticeProps) {
  const { issued } = useFormAnswer();
  if (!issued) return null;
  return (
    <div className="notice issued" role="status" tabIndex={-1} data-answer autoFocus>
      <p><strong>{issued.secret === null ? mailed : title}</strong> <span className="break">{issued.subject}</span></p>
      {issued.secret !== null && (
        <>
          <div className="secret"><code>{issued.secret}</code><CopyButton text={issued.secret} words={copy} done={copied} /></div>
          {children}
        </>
      )}
    </div>
  );
}
