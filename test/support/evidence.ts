import { book } from './book.ts';

/** Evidence on which a disease meets its definition: the case that its own file gives. */
export function metEvidence(code: string, version = '2020'): Record<string, boolean | number | string> {
  const disease = book.diseases?.byVersion.get(version)?.diseases.get(code);
  if (!disease) throw new Error(`there is no disease ${code} in the definitions of ${version}`);
  const met = disease.examples.find(({ verdict }) => verdict === 'met')!;
  return { ...met.evidence };
}
