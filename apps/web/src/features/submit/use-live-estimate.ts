import { useCallback, useEffect, useRef, useState, useTransition } from "react";
import type { RefObject } from "react";
import type { EstimateView } from "./estimate-view.ts";

/** How long nothing is typed before it is asked for. */
const QUIET_MS = 800;

/**
 * The estimate of what a form holds now, asked for when it has been quiet for a while. Undefined: never asked; null: it is not complete.
 * @param ask a server action
 */
export function useLiveEstimate(form: RefObject<HTMLFormElement | null>, ask: (form: FormData) => Promise<EstimateView | null>) {
  const [estimate, setEstimate] = useState<EstimateView | null | undefined>(undefined);
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
        const answer = await ask(values);
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
