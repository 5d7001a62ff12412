import { crc32, deflateSync, inflateSync } from "node:zlib";

/** Pixels row by row, three bytes each: red, green, blue. */
export interface Picture {
  width: number;
  height: number;
  rgb: Uint8Array;
}

const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
/** Bytes of a pixel by the colour type of IHDR: true colour, indexed, true colour with alpha. */
const pixelBytes: Record<number, number> = { 2: 3, 3: 1, 6: 4 };
const mostColours = 256;

/**
 * Reads a PNG of 8 bits a channel without interlacing, in true colour or indexed; alpha is left out, as a screenshot of a page has none.
 * Source: PNG specification, third edition, sections 5 and 9.
 * @throws Error where the file is another kind of PNG, or none
 */
export function readPng(file: Buffer): Picture {
  if (!file.subarray(0, 8).equals(signature)) throw new Error("This is not a PNG.");
  const chunks: { type: string; data: Buffer }[] = [];
  for (let at = 8; at < file.length; ) {
    const length = file.readUInt32BE(at);
    chunks.push({ type: file.toString("latin1", at + 4, at + 8), data: file.subarray(at + 8, at + 8 + length) });
    at += length + 12;
  }
  const of = (type: string): Buffer => Buffer.concat(chunks.filter((chunk) => chunk.type === type).map(({ data }) => data));
  const header = of("IHDR");
  const [width, height, bits, colour, interlaced] = [header.readUInt32BE(0), header.readUInt32BE(4), header[8], header[9]!, header[12]];
  const size = pixelBytes[colour];
  if (bits !== 8 || interlaced !== 0 || !size) throw new Error(`A PNG of ${bits} bits and colour type ${colour} is not read here.`);
  const pixels = unfiltered(inflateSync(of("IDAT")), width * size, size);
  const palette = of("PLTE");
  const rgb = new Uint8Array(width * height * 3);
  for (let pixel = 0; pixel < width * height; pixel += 1) {
    const [source, at] = colour === 3 ? [palette, pixels[pixel]! * 3] : [pixels, pixel * size];
    for (let channel = 0; channel < 3; channel += 1) rgb[pixel * 3 + channel] = source[at + channel]!;
  }
  return { width, height, rgb };
}

/** Undoes the filter that each row names in its first byte. */
function unfiltered(rows: Uint8Array, rowBytes: number, size: number): Uint8Array {
  const pixels = new Uint8Array((rows.length / (rowBytes + 1)) * rowBytes);
  for (let from = 0, to = 0; from < rows.length; from += rowBytes + 1, to += rowBytes) {
    const predict = predictions[rows[from]!];
    if (!predict) {
      pixels.set(rows.subarray(from + 1, from + 1 + rowBytes), to);
      continue;
    }
    for (let column = 0; column < rowBytes; column += 1) {
      const at = to + column;
      const left = column >= size ? pixels[at - size]! : 0;
      const up = to > 0 ? pixels[at - rowBytes]! : 0;
      const corner = column >= size && to > 0 ? pixels[at - rowBytes - size]! : 0;
      pixels[at] = rows[from + 1 + column]! + predict(left, up, corner);
    }
  }
  return pixels;
}

/** By the filter's number; null where nothing is predicted. */
const predictions: (((left: number, up: number, corner: number) => number) | null)[] = [null, (left) => left, (_, up) => up, (left, up) => (left + up) >> 1, paeth];

function paeth(left: number, up: number, corner: number): number {
  const [toLeft, toUp, toCorner] = [Math.abs(up - corner), Math.abs(left - corner), Math.abs(left + up - 2 * corner)];
  if (toLeft <= toUp && toLeft <= toCorner) return left;
  return toUp <= toCorner ? up : corner;
}

/** Writes a PNG with a palette: the 256 most frequent colours, every other one as the nearest of them. A page has few colours and their blends, so nothing is seen of it. */
export function writeIndexedPng({ width, height, rgb }: Picture): Buffer {
  const colourAt = (pixel: number): number => (rgb[pixel * 3]! << 16) | (rgb[pixel * 3 + 1]! << 8) | rgb[pixel * 3 + 2]!;
  const counts = new Map<number, number>();
  for (let pixel = 0; pixel < width * height; pixel += 1) counts.set(colourAt(pixel), (counts.get(colourAt(pixel)) ?? 0) + 1);
  const colours = [...counts].toSorted((one, other) => other[1] - one[1]).map(([colour]) => colour);
  const palette = colours.slice(0, mostColours);
  const places = new Map(colours.map((colour, place) => [colour, place < mostColours ? place : nearest(colour, palette)]));
  const rows = Buffer.alloc((width + 1) * height); // each row begins with 0: no filter
  for (let pixel = 0; pixel < width * height; pixel += 1) rows[pixel + Math.floor(pixel / width) + 1] = places.get(colourAt(pixel))!;
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 3], 8);
  const entries = Buffer.from(palette.flatMap((colour) => [colour >> 16, (colour >> 8) & 255, colour & 255]));
  return Buffer.concat([signature, chunk("IHDR", header), chunk("PLTE", entries), chunk("IDAT", deflateSync(rows, { level: 9, memLevel: 9 })), chunk("IEND", Buffer.alloc(0))]);
}

function nearest(colour: number, palette: number[]): number {
  const distance = (other: number): number => [16, 8, 0].reduce((sum, shift) => sum + (((colour >> shift) & 255) - ((other >> shift) & 255)) ** 2, 0);
  return palette.reduce((best, other, place) => (distance(other) < distance(palette[best]!) ? place : best), 0);
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, "latin1"), data]);
  const frame = Buffer.alloc(8);
  frame.writeUInt32BE(data.length, 0);
  frame.writeUInt32BE(crc32(body), 4);
  return Buffer.concat([frame.subarray(0, 4), body, frame.subarray(4)]);
}
