"use client";

import { FaultPage } from "../../ui/fault-text.tsx";

export default function ErrorPage({ error, reset }: { error: Error & { digest?: string }; reset: () => void }) {
  return <FaultPage digest={error.digest} retry={reset} />;
}
