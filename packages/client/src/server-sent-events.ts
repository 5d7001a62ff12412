/** One event of a text/event-stream: its name (`message` where none is given) and its data, lines joined by \n. */
export interface ServerSentEvent {
  event: string;
  data: string;
}

/**
 * Parses a text/event-stream as it comes, in pieces of any size; comments and other fields are passed over, an event that was cut off is dropped.
 * Source: WHATWG HTML, section 9.2.6 "Interpreting an event stream".
 */
export async function* readServerSentEvents(body: AsyncIterable<Uint8Array>): AsyncGenerator<ServerSentEvent> {
  let event = "";
  let data: string[] = [];
  for await (const line of readLines(body)) {
    if (line === "") {
      if (data.length > 0 || event !== "") yield { event: event || "message", data: data.join("\n") };
      event = "";
      data = [];
      continue;
    }
    const colon = line.indexOf(":");
    if (colon === 0) continue;
    const field = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? "" : line.slice(line[colon + 1] === " " ? colon + 2 : colon + 1);
    if (field === "event") event = value;
    else if (field === "data") data.push(value);
  }
}

/** Lines end with \n, \r or \r\n; a \r at the end of a piece may be half of a \r\n, so it waits for the next piece. */
async function* readLines(body: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let rest = "";
  for await (const piece of body) {
    rest += decoder.decode(piece, { stream: true });
    const complete = /\r\n|\n|\r(?!$)/g;
    let from = 0;
    for (const match of rest.matchAll(complete)) {
      yield rest.slice(from, match.index);
      from = match.index + match[0].length;
    }
    rest = rest.slice(from);
  }
  if (rest.endsWith("\r")) yield rest.slice(0, -1);
}
