import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { fill, phraseSchema } from '../../src/letters/phrase.ts';
import { parseTemplate } from '../../src/letters/template.ts';

const text = readFileSync('templates/.decision.json', 'utf8');
const load = (from: string, to: string) => {
  expect(text).toContain(from);
  return () => parseTemplate(text.replace(from, to), 'decision.json');
};

describe('a letter template', () => {
  it('is refused with file and place when it names an unknown placeholder', () => {
    expect(load('{page} 页', '{pgae} 页')).toThrow(
      /decision\.json[\s\S]*page: placeholder \{pgae\} is not known/,
    );
  });

  it('is refused when a brace stands alone', () => {
    expect(load('尊敬的{holder}', '尊敬的{holder')).toThrow(/salutation: placeholder/);
  });

  it('is refused when a text is missing, unknown or empty', () => {
    expect(load('"seal": "（盖章）",', '')).toThrow(/signature\.seal/);
    expect(load('"seal": "（盖章）",', '"seal": "",')).toThrow(/signature\.seal/);
    expect(load('"seal": "（盖章）",', '"seal": "（盖章）", "stamp": "x",')).toThrow(/stamp/);
  });

  it('is refused when a block is missing or comes twice', () => {
    expect(load('    "remedies",\n', '')).toThrow(/a block is missing/);
    expect(load('    "remedies",\n', '    "facts",\n')).toThrow(/twice/);
  });

  it('is refused when it is no JSON', () => {
    expect(() => parseTemplate('{', 'decision.json')).toThrow(/decision\.json[\s\S]*not JSON/);
  });
});

describe('fill', () => {
  const phrase = phraseSchema(['name']).parse('尊敬的{name}：');

  it('puts values in as they are, so that a value can never name another', () => {
    expect(fill(phrase, { name: '{name}$&<b>' })).toBe('尊敬的{name}$&<b>：');
  });

  it('knows no inherited names', () => {
    for (const name of ['__proto__', 'constructor', 'toString', ' name', '']) {
      expect(phraseSchema(['name']).safeParse(`{${name}}`).success).toBe(false);
    }
  });
});
