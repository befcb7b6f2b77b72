/** What no letter says to a family: whether somebody cheated is for a court, and a letter tells facts. */
const ACCUSING = /骗|欺诈|诈取|造假|作假|伪造|fraud|forge[dr]|forgery|cheat/iu;

/** The first accusing word of a text to a family; null when there is none. */
export function accusingWord(text: string): string | null {
  return ACCUSING.exec(text)?.[0] ?? null;
}
