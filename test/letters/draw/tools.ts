import { execFile, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { inflateSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect } from 'vitest';

const run = promisify(execFile);
const LIMITS = { maxBuffer: 256 * 1024 * 1024 };

/** The tools of the Debian packages poppler-utils, qpdf and zbar-tools; on CI they must be there. */
const TOOLS = ['pdftotext', 'pdffonts', 'pdfinfo', 'pdftoppm', 'pdfdetach', 'qpdf', 'zbarimg'];
const toolsAreHere = TOOLS.every(tool => spawnSync(tool, ['--version']).error === undefined);
export const withTools = describe.skipIf(!toolsAreHere && process.env.CI !== 'true');

/** A folder for this file's PDFs, gone after its tests. */
export function useFolder(): (name: string, bytes: Uint8Array) => Promise<string> {
  let folder = '';
  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'drawn-'));
  });
  afterAll(() => rm(folder, { recursive: true }));
  return async (name, bytes) => {
    const file = path.join(folder, `${name}.pdf`);
    await writeFile(file, bytes);
    return file;
  };
}

export async function output(tool: string, ...args: readonly string[]): Promise<string> {
  const env = { ...process.env, TZ: 'Asia/Shanghai' };
  return (await run(tool, args, { ...LIMITS, env })).stdout;
}

/** The text of a PDF as it lies on the page; how many spaces stand for a gap is the tool's matter. */
export async function textOf(file: string): Promise<string> {
  return tidy((await output('pdftotext', '-layout', file, '-')).replaceAll('\f', '\n---\n'));
}

/** What a screen reader is told, in order: the structure, with its texts where they are asked for (which is slow). */
export async function structureOf(file: string, texts: 'with texts' | 'tags alone'): Promise<string> {
  const option = texts === 'with texts' ? '-struct-text' : '-struct';
  const lines = (await output('pdfinfo', option, file)).split('\n');
  // Summaries of tables are printed as they lie in the file, in UTF-16.
  const read = lines.filter(line => line.trim() !== '').map(line => line.replace(/Summary \(.*/u, 'Summary'));
  return `${read.join('\n')}\n`;
}

function tidy(text: string): string {
  const lines = text.split('\n').map(line => line.trim().replace(/\s+/gu, ' '));
  return `${lines.filter(line => line !== '').join('\n')}\n`;
}

interface Picture {
  readonly width: number;
  readonly height: number;
  /** Red, green and blue of each pixel, 0 to 255. */
  readonly rgb: Uint8Array;
}

/** A page as a printer at `dpi` would see it, as PNG. */
export async function renderPage(file: string, page: number, dpi: number): Promise<Buffer> {
  const stem = `${file}-${page}-${dpi}`;
  const [at, resolution] = [String(page), String(dpi)];
  await output('pdftoppm', '-png', '-r', resolution, '-f', at, '-l', at, '-singlefile', file, stem);
  return readFile(`${stem}.png`);
}

const GOLDEN_DPI = 40;
/** Of the values of a page: the number of the templates in its foot may change, a line may not. */
const MOST_DIFFERENT = 0.001;

/**
 * That page `page` of `file` looks as the golden picture. UPDATE_GOLDEN=1 npx vitest run test/letters/draw writes the
 * pictures anew; look at them. A picture that is not there is written too, but never on CI.
 */
export async function expectPicture(file: string, page: number, golden: string): Promise<void> {
  const png = await renderPage(file, page, GOLDEN_DPI);
  if (process.env.UPDATE_GOLDEN === '1' || (!existsSync(golden) && process.env.CI !== 'true')) {
    await mkdir(path.dirname(golden), { recursive: true });
    await writeFile(golden, png);
  }
  const differing = difference(readPng(png), readPng(await readFile(golden)));
  expect(differing, `page ${page} differs from ${path.basename(golden)}`).toBeLessThan(MOST_DIFFERENT);
}

/** How many pages a PDF has. */
export async function pagesOf(file: string): Promise<number> {
  return Number(/^Pages: +(\d+)$/mu.exec(await output('pdfinfo', file))?.[1]);
}

/** Reads a PNG of eight bits for each of red, green and blue (ISO/IEC 15948), as pdftoppm writes it. */
function readPng(png: Buffer): Picture {
  const data: Buffer[] = [];
  for (let at = 8; at < png.length; ) {
    const length = png.readUInt32BE(at);
    if (png.toString('latin1', at + 4, at + 8) === 'IDAT') data.push(png.subarray(at + 8, at + 8 + length));
    at += 12 + length;
  }
  if (png[24] !== 8 || png[25] !== 2) throw new Error('Not a PNG of eight-bit red, green and blue.');
  const [width, height] = [png.readUInt32BE(16), png.readUInt32BE(20)];
  const raw = inflateSync(Buffer.concat(data));
  const row = width * 3;
  const rgb = new Uint8Array(row * height);
  for (let y = 0; y < height; y++) {
    const filter = raw[y * (row + 1)]!;
    for (let x = 0; x < row; x++) {
      const at = y * row + x;
      const left = x < 3 ? 0 : rgb[at - 3]!;
      const up = y === 0 ? 0 : rgb[at - row]!;
      const corner = x < 3 || y === 0 ? 0 : rgb[at - row - 3]!;
      const guess = [0, left, up, (left + up) >> 1, paeth(left, up, corner)][filter]!;
      rgb[at] = raw[y * (row + 1) + 1 + x]! + guess;
    }
  }
  return { width, height, rgb };
}

function paeth(left: number, up: number, corner: number): number {
  const guess = left + up - corner;
  const [toLeft, toUp, toCorner] = [Math.abs(guess - left), Math.abs(guess - up), Math.abs(guess - corner)];
  return toLeft <= toUp && toLeft <= toCorner ? left : toUp <= toCorner ? up : corner;
}

/** Share of the picture that differs so much that an eye would see it, 0 to 1. */
function difference(a: Picture, b: Picture): number {
  if (a.width !== b.width || a.height !== b.height) return 1;
  let seen = 0;
  a.rgb.forEach((one, at) => {
    if (Math.abs(one - b.rgb[at]!) > 40) seen++;
  });
  return seen / a.rgb.length;
}
