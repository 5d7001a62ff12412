import type { ReactNode } from "react";

/** A named fact; null ones are left out by `Facts`. */
export type Fact = [name: string, value: ReactNode] | null;

/** Names and values in two columns. */
export function Facts({ facts }: { facts: Fact[] }) {
  return (
    <dl className="facts">
      {facts.filter((fact) => fact !== null).map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
