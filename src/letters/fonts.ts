import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { create, type Font } from 'fontkit';

/** The two faces of a letter, parsed: parsing takes long and is done once per process. */
export interface LetterFonts {
  readonly regular: Font;
  readonly bold: Font;
}

const locate = createRequire(import.meta.url);

/** Noto Sans SC (SIL Open Font License), regular and bold. Takes a moment; keep what it returns. */
export function loadFonts(): LetterFonts {
  const open = (file: string) =>
    create(readFileSync(locate.resolve(`@expo-google-fonts/noto-sans-sc/${file}`)));
  return {
    regular: open('400Regular/NotoSansSC_400Regular.ttf'),
    bold: open('700Bold/NotoSansSC_700Bold.ttf'),
  };
}
