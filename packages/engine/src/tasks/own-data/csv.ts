import { EngineError } from "../../errors.ts";

/** A row of a table: its line in the file, from 1, and a cell for each column; undefined where it has none. */
export interface TableRow {
  line: number;
  cells: unknown[];
}

export interface Table {
  columns: string[];
  rows: TableRow[];
}

/** Cells of each record; quoted ones may hold separators, line ends and doubled quotes. Source: RFC 4180. */
function recordsOf(file: string, text: string, separator: string): { line: number; cells: string[] }[] {
  if (!text.includes('"')) return text.split("\n").flatMap((record, k) => (record === "" || record === "\r" ? [] : [{ line: k + 1, cells: (record.endsWith("\r") ? record.slice(0, -1) : record).split(separator) }]));
  const records: { line: number; cells: string[] }[] = [];
  let [line, begun, cell, quoted] = [1, 1, "", false];
  let cells: string[] = [];
  const endRecord = (): void => {
    cells.push(cell);
    if (cells.length > 1 || cells[0] !== "") records.push({ line: begun, cells });
    [cells, cell] = [[], ""];
  };
  for (let at = 0; at < text.length; at++) {
    const letter = text[at]!;
    if (letter === "\n") line += 1;
    if (quoted) {
      if (letter !== '"') cell += letter;
      else if (text[at + 1] === '"') cell += text[++at]!;
      else quoted = false;
    } else if (letter === '"' && cell === "") quoted = true;
    else if (letter === separator) {
      cells.push(cell);
      cell = "";
    } else if (letter === "\n") {
      endRecord();
      begun = line;
    } else if (letter !== "\r" || text[at + 1] !== "\n") cell += letter;
  }
  if (quoted) throw new EngineError("CORRUPT", `${file}: row ${begun}: a quoted cell does not end.`);
  endRecord();
  return records;
}

/**
 * A table whose first line names its columns.
 * @throws EngineError CORRUPT naming the file and the row, which is the line, from 1
 */
export function readCsv(file: string, bytes: Uint8Array, separator: string): Table {
  const [header, ...records] = recordsOf(file, Buffer.from(bytes).toString("utf8").replace(/^\uFEFF/, ""), separator);
  if (!header) throw new EngineError("CORRUPT", `${file} is empty: its first line names the columns.`);
  const columns = header.cells.map((name) => name.trim());
  const twice = columns.find((name, k) => columns.indexOf(name) !== k);
  if (twice !== undefined) throw new EngineError("CORRUPT", `${file}: row 1: two columns are named "${twice}".`);
  const rows = records.map(({ line, cells }): TableRow => {
    if (cells.length !== columns.length) throw new EngineError("CORRUPT", `${file}: row ${line} has ${cells.length} cell(s); its ${columns.length} columns are ${columns.join(", ")}.`);
    return { line, cells };
  });
  return { columns, rows };
}
