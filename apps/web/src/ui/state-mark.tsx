const signs: Record<string, string> = {
  QUEUED: "○", RUNNING: "◐", SUCCEEDED: "●", FAILED: "✕", CANCELLED: "–", LOST: "✕", DRAFT: "○", PUBLISHED: "●", SUPERSEDED: "–", WITHDRAWN: "✕",
};

/** A state by sign and word; colour only helps. */
export function StateMark({ state, text }: { state: string; text: string }) {
  return <span className={`state ${state}`}><span className="sign" aria-hidden="true">{signs[state]}</span>{text}</span>;
}
