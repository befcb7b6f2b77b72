import { existsSync, readFileSync } from 'node:fs';

const goldenFile = new URL('../../../shared/domain/golden-cases.json', import.meta.url);

export interface ExpectedClaim {
  decision: string;
  payable: string;
  reason_code: string | null;
  by_coverage?: Record<string, Record<string, string>>;
  advance?: Record<string, string>;
}

export interface GoldenFile {
  plans: Record<string, unknown>;
  cases: {
    id: string;
    title_en: string;
    expected_total: string;
    claims: { id: string; adjudication_order: number; expected: ExpectedClaim }[];
  }[];
}

/** The golden cases, which stand beside the project; null where they do not, an error in CI. */
export function readGolden(): GoldenFile | null {
  if (existsSync(goldenFile)) return JSON.parse(readFileSync(goldenFile, 'utf8')) as GoldenFile;
  if (process.env.CI === 'true')
    throw new Error('../shared/domain/golden-cases.json is absent, and CI must have it');
  return null;
}
