/** Layer sizes, e.g. 64-512-10. */
const sizes = /(\d+(?:-\d+)+)/;

/** Longer ones would widen a column beyond a window. */
const mostWhole = 32;

/** Text in which no line ends within the sizes of a network: 64-16-10 stays whole, unless it has very many layers. */
export function Unbroken({ text }: { text: string }) {
  return <>{text.split(sizes).map((part, index) => (index % 2 === 1 && part.length <= mostWhole ? <span key={index} className="nowrap">{part}</span> : part))}</>;
}
