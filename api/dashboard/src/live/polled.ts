/** What one page asks for itself, again and again while it is open. */

import { useCallback, useEffect, useRef, useState } from "preact/hooks";
import { text } from "../strings";
import { HttpError } from "./http";

const EVERY_MS = 5_000;

export interface Polled<Answer> {
  /** The newest answer; null until there is one. */
  answer: Answer | null;
  /** Why the last question got no answer; empty where it got one. */
  trouble: string;
  /** Ask now. */
  refresh: () => void;
}

/** Ask *question* now and every few seconds; *key* names what is asked for. */
export function usePolled<Answer>(key: string, question: () => Promise<Answer>): Polled<Answer> {
  const [answer, setAnswer] = useState<Answer | null>(null);
  const [trouble, setTrouble] = useState("");
  const ask = useRef(question);
  ask.current = question;
  const isHere = useRef(true);

  const refresh = useCallback(() => {
    ask
      .current()
      .then((found) => {
        if (!isHere.current) return;
        setAnswer(found);
        setTrouble("");
      })
      .catch((error: unknown) => {
        if (isHere.current) setTrouble(error instanceof HttpError ? error.message : text.devices.noAnswer);
      });
  }, []);

  useEffect(() => {
    isHere.current = true;
    setAnswer(null);
    refresh();
    const timer = setInterval(refresh, EVERY_MS);
    return () => {
      isHere.current = false;
      clearInterval(timer);
    };
  }, [key, refresh]);
  return { answer, trouble, refresh };
}
