import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { create, type Font } from 'fontkit';
import { openTrueType, type TrueType } from './draw/truetype.ts';

export type FaceName = 'regular' | 'bold';

/** A face in a file: its metrics by fontkit, and its outlines to be cut out, null when they are not TrueType. */
export interface FontFile {
  readonly font: Font;
  readonly outlines: TrueType | null;
}

/** The two faces of a letter, parsed. */
export interface LetterFonts {
  readonly regular: FontFile;
  readonly bold: FontFile;
  /** The face that has rare characters of names; read when a letter first needs one. */
  readonly rare: (face: FaceName) => FontFile;
}

const locate = createRequire(import.meta.url);
const read = (file: string) => readFileSync(locate.resolve(file));

function openNoto(file: string): FontFile {
  const bytes = read(`@expo-google-fonts/noto-sans-sc/${file}`);
  return { font: create(bytes), outlines: openTrueType(bytes) };
}

let opened: LetterFonts | undefined;

/**
 * Noto Sans SC, and Source Han Sans SC for what it lacks (both SIL Open Font License), regular and bold. Read when they
 * are first asked for, once in a process: one that prints nothing does not pay for them.
 */
export function letterFonts(): LetterFonts {
  opened ??= openFonts();
  return opened;
}

function openFonts(): LetterFonts {
  const rare: { [face in FaceName]?: FontFile } = {};
  const files = { regular: 'SourceHanSansSC-Regular.otf', bold: 'SourceHanSansSC-Bold.otf' } as const;
  return {
    regular: openNoto('400Regular/NotoSansSC_400Regular.ttf'),
    bold: openNoto('700Bold/NotoSansSC_700Bold.ttf'),
    rare: face =>
      (rare[face] ??= { font: create(read(`node-source-han-sans-sc/${files[face]}`)), outlines: null }),
  };
}
