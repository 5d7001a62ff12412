import { LocalLink } from "./local-link.tsx";

interface PagerProps {
  /** How many of how many are shown, in words. */
  shown: string;
  first: { to: string; text: string } | null;
  next: { to: string; text: string } | null;
}

/** Leads from one page of a list to the next, and back to its beginning. */
export function Pager({ shown, first, next }: PagerProps) {
  return (
    <div className="pager">
      <span className="muted">{shown}</span>
      {first && <LocalLink to={first.to}>{first.text}</LocalLink>}
      {next && <LocalLink to={next.to}>{next.text}</LocalLink>}
    </div>
  );
}
