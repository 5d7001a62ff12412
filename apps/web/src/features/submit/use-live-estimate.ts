import { useCallback, useEffect, useRef, useState, useTransition } from "react";
import type { RefObject } from "react";
import type { EstimateView } from "./estimate-view.ts";

/** How long nothing is typed before it is asked for. */
const QUIET_MS = 800;

/** Null: it cannot be estimated as it stands. Undefined: nobody knows. */
export type LiveEstimate = EstimateView | null | undefined;

/**
 * The estimate of what a form holds now, asked for when it has been quiet for a while.
 * @param ask a server action
 */
export function useLiveEstimate(form: RefObject<HTMLFormElement | null>, ask: (form: FormData) => Promise<LiveEstimate>) {
  const [estimate, setEstimate] = useState<LiveEstimate>(undefined);
  const [pending, start] = useTransition();
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const newest = useRef(0);
  const refresh = useCallback(() => {
    clearTimeout(timer.current);
    timer.current = setTimeout(() => {
      if (!form.current) return;
      const asked = ++newest.current;
      const values = new FormData(form.current);
      start(async () => {
        // The way to the server may be gone for a moment: what was typed must stay, and a button says so where it lasts.
        const answer = await ask(values).catch(() => undefined);
        if (asked === newest.current) setEstimate(answer); // a later one may be on its way already
      });
    }, QUIET_MS);
  }, [form, ask]);
  useEffect(() => {
    refresh();
    return () => clearTimeout(timer.current);
  }, [refresh]);
  return { estimate, pending, refresh };
}
