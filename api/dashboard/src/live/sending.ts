/** What every form and button does that sends something: one at a time, and what went wrong is said. */

import { useState } from "preact/hooks";
import { text } from "../strings";
import { HttpError } from "./http";
import { PictureError } from "./picture";

export interface Sending {
  /** Whether something is under way. */
  isSending: boolean;
  /** Why the last thing could not be sent, in words; empty where it was. */
  trouble: string;
  /** Return what a form does on submit, or a button on a click: *act*, and nothing else meanwhile. */
  sends: (act: (event: Event) => Promise<unknown>) => (event: Event) => void;
}

/** *unanswered*: what is said where no answer came. */
export function useSending(unanswered = text.devices.noAnswer): Sending {
  const [isSending, setSending] = useState(false);
  const [trouble, setTrouble] = useState("");
  const run = async (acting: Promise<unknown>): Promise<void> => {
    setSending(true);
    setTrouble("");
    try {
      await acting;
    } catch (error) {
      setTrouble(text.alerts.failed(why(error, unanswered)));
    } finally {
      setSending(false);
    }
  };
  const sends: Sending["sends"] = (act) => (event) => {
    event.preventDefault();
    if (!isSending) void run(act(event));
  };
  return { isSending, trouble, sends };
}

function why(error: unknown, unanswered: string): string {
  if (error instanceof HttpError) return error.message;
  return error instanceof PictureError ? text.deeds.photoFailed : unanswered;
}
