/** A point with both its intervals: what every figure here is. */
export function BrandMark() {
  return (
    <svg viewBox="0 0 24 24" aria-hidden="true" fill="none" stroke="currentColor" strokeWidth="1.75" strokeLinecap="round">
      <path d="M12 2.5v19M2.5 12h19M9.5 2.5h5M9.5 21.5h5M2.5 9.5v5M21.5 9.5v5" />
      <path d="M12 7.2 16.8 12 12 16.8 7.2 12Z" fill="currentColor" stroke="none" />
    </svg>
  );
}
