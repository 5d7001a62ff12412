import type { ReactNode } from "react";

/** A table that scrolls sideways on its own where the screen is narrow, also by keyboard. */
export function DataTable({ caption, children, label }: { caption: ReactNode; children: ReactNode; label: string }) {
  return (
    <div className="table" role="region" aria-label={label} tabIndex={0}>
      <table>
        <caption><span>{caption}</span></caption>
        {children}
      </table>
    </div>
  );
}
