import { deflateSync } from "node:zlib";
import { readFileSync } from "node:fs";
import { expect, test } from "@jest/globals";
import type { Picture } from "./png.ts";
import { readPng, writeIndexedPng } from "./png.ts";

/** A picture whose colours the function gives, each one 24 bits. */
const picture = (width: number, height: number, colour: (x: number, y: number) => number): Picture => ({
  width, height,
  rgb: Uint8Array.from({ length: width * height * 3 }, (_, index) => (colour(Math.floor(index / 3) % width, Math.floor(index / 3 / width)) >> (16 - 8 * (index % 3))) & 255),
});
const readme = (path: string): Buffer => readFileSync(new URL(`../../${path}`, import.meta.url));

/** Puts the rows of a true-colour picture, each with its filter's number, into a PNG. The sums of its chunks are zero: they are not read. */
function trueColourPng(width: number, height: number, rows: number[]): Buffer {
  const chunk = (type: string, data: Buffer): Buffer => {
    const length = Buffer.alloc(4);
    length.writeUInt32BE(data.length);
    return Buffer.concat([length, Buffer.from(type), data, Buffer.alloc(4)]);
  };
  const header = Buffer.from([0, 0, 0, width, 0, 0, 0, height, 8, 2, 0, 0, 0]);
  return Buffer.concat([Buffer.from("\x89PNG\r\n\x1a\n", "latin1"), chunk("IHDR", header), chunk("IDAT", deflateSync(Buffer.from(rows))), chunk("IEND", Buffer.alloc(0))]);
}

test("a picture of at most 256 colours is the same after writing and reading", () => {
  const few = picture(31, 8, (x, y) => (x + 31 * y) * 0x010203);
  expect(readPng(writeIndexedPng(few))).toEqual(few);
});

test("of more colours the frequent ones stay, and a rare one becomes its nearest", () => {
  const grey = (x: number): number => (x % 256) * 0x010101;
  const withOne = (rare: number): Picture => picture(257, 2, (x, y) => (x === 256 && y === 1 ? rare : grey(x)));
  expect(readPng(writeIndexedPng(withOne(0x020305)))).toEqual(withOne(grey(3)));
});

test("every filter of a row is undone", () => {
  const rows = [
    [0, 10, 20, 30, 40, 50, 60],
    [1, 10, 20, 30, 30, 30, 30],
    [2, 0, 0, 0, 0, 0, 0],
    [3, 5, 10, 15, 15, 15, 15],
    [4, 0, 0, 0, 0, 0, 0],
  ];
  expect([...readPng(trueColourPng(2, 5, rows.flat())).rgb]).toEqual(Array.from({ length: 5 }, () => [10, 20, 30, 40, 50, 60]).flat());
});

test("what is no PNG, or one of another kind, is refused", () => {
  expect(() => readPng(Buffer.from("GIF89a, not a picture of ours"))).toThrow("not a PNG");
  const grey = trueColourPng(1, 1, [0, 0]);
  grey[25] = 0;
  expect(() => readPng(grey)).toThrow("colour type 0");
});

test("the README shows two pictures of one board that are small enough for it: one light, one dark", () => {
  const paths = [...readme("README.md").toString().matchAll(/(?:src|srcset)="([^"]+\.png)"/g)].map(([, path]) => path!);
  expect(paths.toSorted()).toEqual(["docs/pictures/board-dark.png", "docs/pictures/board-light.png"]);
  const [dark, light] = paths.toSorted().map((path) => readPng(readme(path)));
  for (const path of paths) expect(readme(path).length).toBeLessThan(250_000);
  const brightness = ({ rgb }: Picture): number => rgb.filter((_, at) => at % 1009 === 0).reduce((sum, value, _, all) => sum + value / all.length, 0);
  expect(brightness(light!)).toBeGreaterThan(200);
  expect(brightness(dark!)).toBeLessThan(60);
  expect([dark!.width, dark!.height]).toEqual([light!.width, light!.height]);
});
