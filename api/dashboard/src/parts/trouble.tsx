/** What went wrong, in words; nothing where nothing did. */

export function Trouble({ words }: { words: string }) {
  if (words === "") return null;
  return (
    <p class="trouble" role="alert">
      {words}
    </p>
  );
}
