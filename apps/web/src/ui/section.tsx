import type { ReactNode } from "react";

interface SectionProps {
  /** Anchor, unique on the page. */
  id: string;
  title: string;
  aside?: ReactNode;
  children: ReactNode;
}

/** A titled part of a page that can be linked to. */
export function Section({ id, title, aside, children }: SectionProps) {
  return (
    <section className="section">
      <div className="section-head">
        <h2 id={id}>{title}</h2>
        {aside}
      </div>
      {children}
    </section>
  );
}
