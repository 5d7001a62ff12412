/** Layer sizes, e.g. 64-512-10. */
const sizes = /(\d+(?:-\d+)+)/;

/** Text in which no line ends within the sizes of a network: 64-16-10 stays whole. */
export function Unbroken({ text }: { text: string }) {
  return <>{text.split(sizes).map((part, index) => (index % 2 === 1 ? <span key={index} className="nowrap">{part}</span> : part))}</>;
}
