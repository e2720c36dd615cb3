/** What went wrong with something that was sent, in words; nothing where nothing did. */

import { HttpError } from "../live/http";
import { text } from "../strings";

export function Trouble({ words }: { words: string }) {
  if (words === "") return null;
  return (
    <p class="trouble" role="alert">
      {words}
    </p>
  );
}

/** Why something could not be sent. */
export function failure(error: unknown): string {
  return text.alerts.failed(error instanceof HttpError ? error.message : text.devices.noAnswer);
}
