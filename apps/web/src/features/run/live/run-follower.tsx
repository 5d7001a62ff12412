"use client";

import { useEffect, useRef, useState } from "react";
import { useRouter } from "next/navigation";
import type { Locale } from "../../../i18n/routing.ts";
import { printCount, printDuration, printFigure } from "../../../lib/format.ts";
import type { Connection } from "./follow-events.ts";
import { followEvents } from "./follow-events.ts";
import { openEventStream, mayPass } from "./event-stream.ts";
import type { LiveState } from "./live-state.ts";
import { afterEvent, percentDone } from "./live-state.ts";

/** The words of the strip, in the reader's language; `states` by state. */
export interface FollowerText {
  label: string;
  step: string;
  epoch: string;
  timeLeft: string;
  energySoFar: string;
  states: Record<string, string>;
  connections: Record<Connection, string>;
  unknown: string;
}

interface RunFollowerProps {
  run: string;
  /** Text of the subscription document. */
  query: string;
  after: number;
  initial: LiveState;
  locale: Locale;
  text: FollowerText;
}

const shortestRedrawMs = 2_000;
const announceEveryMs = 10_000;

/**
 * Follows a run's events: moves the strip with each, and has the server draw the page anew at most every two seconds,
 * so that curves, attempts and events stay the server's drawing. Without JavaScript the strip stands as the server wrote it.
 */
export function RunFollower({ run, query, after, initial, locale, text }: RunFollowerProps) {
  const router = useRouter();
  const [live, setLive] = useState(initial);
  const [connection, setConnection] = useState<Connection>("connecting");
  const [announcement, setAnnouncement] = useState("");
  const start = useRef(after);

  // The page drawn anew knows what no event says: the state, and how many steps there are.
  const [drawn, setDrawn] = useState(initial);
  if (drawn !== initial) {
    setDrawn(initial);
    setLive((shown) => ({ ...shown, state: initial.state, totalSteps: initial.totalSteps ?? shown.totalSteps, etaSeconds: initial.etaSeconds ?? shown.etaSeconds }));
  }

  useEffect(() => {
    const leaving = new AbortController();
    let redraw: ReturnType<typeof setTimeout> | undefined;
    const redrawSoon = (): void => {
      redraw ??= setTimeout(() => {
        redraw = undefined;
        router.refresh();
      }, shortestRedrawMs);
    };
    void followEvents({
      after: start.current,
      subscribe: (last) => openEventStream({ query, run, after: last, signal: leaving.signal }),
      onEvent: (event) => {
        start.current = event.sequence;
        setLive((shown) => afterEvent(shown, event));
        redrawSoon();
      },
      onConnection: (now) => {
        setConnection(now);
        if (now === "ended") router.refresh();
      },
      mayPass,
      wait: (delayMs) => new Promise((resolve) => setTimeout(resolve, delayMs)),
      left: () => leaving.signal.aborted,
    });
    return () => {
      leaving.abort();
      clearTimeout(redraw);
    };
  }, [run, query, router]);

  const percent = percentDone(live);
  const words = [text.states[live.state], percent === null ? "" : `${percent}%`].filter(Boolean).join(", ");
  const newest = useRef(words);
  useEffect(() => {
    newest.current = words;
  }, [words]);
  useEffect(() => {
    const timer = setInterval(() => setAnnouncement(newest.current), announceEveryMs);
    return () => clearInterval(timer);
  }, []);

  const facts: [string, string | null][] = [
    [text.step, live.step === null ? null : [live.step, live.totalSteps].filter((count) => count !== null).map((count) => printCount(count, locale)).join(" / ")],
    [text.epoch, live.epoch === null ? null : printCount(live.epoch, locale)],
    [text.timeLeft, live.etaSeconds === null ? null : printDuration(live.etaSeconds, locale)],
    [text.energySoFar, live.energyJoules === null ? null : `${printFigure(live.energyJoules, null, locale).value} J`],
  ];
  return (
    <div className="live">
      <progress aria-label={text.label} max={100} {...(percent === null ? {} : { value: percent })} />
      <dl className="strip">
        {facts.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd className={value === null ? "null" : "big"}>{value ?? text.unknown}</dd>
          </div>
        ))}
      </dl>
      <p className="small muted" data-connection={connection}>{text.connections[connection]}</p>
      <p className="only-read" aria-live="polite">{announcement}</p>
    </div>
  );
}
