/** Text to copy: a command, a document, a citation. Scrolls sideways, also by keyboard. */
export function CodeBlock({ text, label }: { text: string; label: string }) {
  return <pre className="code" role="region" aria-label={label} tabIndex={0}><code>{text}</code></pre>;
}
