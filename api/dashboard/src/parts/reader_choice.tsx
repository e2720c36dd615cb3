/** In which language and in which unit of temperature the reader reads; the choice is kept on this phone. */

import { LANGUAGES, reader, readOtherwise, TEMPERATURES } from "../reader";
import { text } from "../strings";

export function ReaderChoice() {
  return (
    <footer class="reader" aria-label={text.reader.heading}>
      <div class="choice" role="group">
        {LANGUAGES.map((language) => (
          <button
            key={language}
            type="button"
            lang={language}
            aria-pressed={language === reader.language}
            onClick={() => readOtherwise({ language })}
          >
            {text.reader.languages[language]}
          </button>
        ))}
      </div>
      <div class="choice" role="group">
        {TEMPERATURES.map((temperature) => (
          <button
            key={temperature}
            type="button"
            aria-pressed={temperature === reader.temperature}
            onClick={() => readOtherwise({ temperature })}
          >
            {text.reader.temperatures[temperature]}
          </button>
        ))}
      </div>
    </footer>
  );
}
