import { describe, expect, it } from 'vitest';
import { TemplateFault } from '../../../src/letters/templates/fault.ts';
import {
  loadTemplates,
  templatesFromContent,
  templatesFromTexts,
} from '../../../src/letters/templates/read-templates.ts';
import { templatesDir } from '../../../src/platform/paths.ts';
import { collectTexts } from '../../../src/rulebook/collect-texts.ts';
import { FaultList } from '../../../src/rulebook/fault.ts';

const texts = collectTexts(templatesDir, new FaultList());
const DECISION = 'letters/decision.json';

/** What is wrong when a file of the templates is changed. */
function faultsWith(file: string, change: (text: string) => string): readonly string[] {
  const changed = new Map(texts).set(file, change(texts.get(file) ?? ''));
  try {
    templatesFromTexts(changed);
    return [];
  } catch (error) {
    if (!(error instanceof TemplateFault)) throw error;
    return error.faults.map(({ file, place, problem }) => `${file} ${place}: ${problem.en}`);
  }
}

/** The decision letter with one paragraph more, of this Chinese text. */
const saying = (zh: string, en = '') =>
  faultsWith(DECISION, text =>
    text.replace('"blocks": [', `"blocks": [${JSON.stringify({ type: 'paragraph', text: { zh, en } })},`),
  );

describe('letter templates', () => {
  it('are read, and their hash is that of what they say, not of how it is written', () => {
    const templates = loadTemplates(templatesDir);
    expect(templates.byKind.size).toBe(12);
    expect(templates.hash).toMatch(/^[0-9a-f]{64}$/);
    const respaced = new Map([...texts].map(([name, text]) => [name, JSON.stringify(JSON.parse(text))]));
    expect(templatesFromTexts(respaced).hash).toBe(templates.hash);
    const reworded = new Map(texts).set(DECISION, texts.get(DECISION)!.replace('感谢您的信任', '谢谢您'));
    expect(templatesFromTexts(reworded).hash).not.toBe(templates.hash);
  });

  it('are made again from their content', () => {
    const templates = loadTemplates(templatesDir);
    expect(templatesFromContent(templates.content).hash).toBe(templates.hash);
  });

  it('take the look of an insurer by its name, and a neutral one for any other', () => {
    const templates = loadTemplates(templatesDir);
    expect(templates.brandOf('齐鲁康健健康保险股份有限公司（示例）').phone).toBe('400-000-0202');
    expect(templates.brandOf('从未听说的保险公司').phone).toBe(null);
  });

  it('may print amounts, days, ratios, names and texts through the filters that fit them', () => {
    expect(
      saying(
        "{{ totalFen | yuan }}{{ totalFen | abs | words }}{{ decidedOn | day }}{{ days.firstDay | until: days.lastDay }}{{ event | name: 'event' }}{{ holderName }}{{ plan | stop }}{{ invoices.size }}",
      ),
    ).toEqual([]);
  });
});

describe('a letter template is refused, with file, place and what to do,', () => {
  const at = `${DECISION} blocks.0.text.zh`;

  it('when it names what its letter does not have', () => {
    expect(saying('{{ totlaFen | yuan }}')).toEqual([`${at}: placeholder totlaFen does not exist`]);
    expect(saying('{{ hospital.nmae }}')).toEqual([`${at}: hospital can be null`]);
    expect(saying('{% if hospital %}{{ hospital.nmae }}{% endif %}')).toEqual([
      `${at}: placeholder hospital.nmae does not exist`,
    ]);
  });

  it.each(['__proto__', 'constructor', 'totalFen.constructor', 'holderName.length', 'invoices.first'])(
    'when it reaches for %s',
    name => {
      expect(saying(`{{ ${name} }}`)[0]).toContain('does not exist');
    },
  );

  it.each([
    '{% for invoice in invoices %}x{% endfor %}',
    '{% tablerow i in (1..1000000) %}x{% endtablerow %}',
    '{% include "/etc/passwd" %}',
    "{% render '../../package.json' %}",
    '{% layout "x" %}',
    '{% assign a = 1 %}',
    '{% capture a %}x{% endcapture %}',
    '{% raw %}x{% endraw %}',
    '{% liquid echo holderName %}',
    '{% # note %}',
    '{{ holderName | append: holderName }}',
    '{{ holderName | split: "" | join: "-" }}',
    '{{ holderName | raw }}',
    '{{ holderName',
    '{% if hospital %}x',
  ])('when it is written as %s', text => {
    expect(saying(text)[0]).toContain('is no text of a template');
  });

  it.each([
    '{{ (1..1000000000) }}',
    '{{ invoices[0].code }}',
    '{{ invoices[holderName] }}',
    '{{ "text" }}',
    '{{ holderName == childName }}',
  ])('when it computes: %s', text => {
    expect(saying(text)[0]).toContain('not allowed here');
  });

  it('when it would print an amount or a day as it is stored', () => {
    expect(saying('{{ totalFen }}')).toEqual([`${at}: totalFen (fen) cannot be printed as it is`]);
    expect(saying('{{ decidedOn }}')).toEqual([`${at}: decidedOn (day) cannot be printed as it is`]);
    expect(saying('{{ decidedOn | yuan }}')).toEqual([`${at}: the filter yuan does not fit decidedOn (day)`]);
  });

  it('when it compares with a value that there is not', () => {
    expect(saying("{% if conclusion == 'payed' %}x{% endif %}")).toEqual([
      `${at}: "payed" is no value that it can have`,
    ]);
    expect(saying("{% case event %}{% when 'illness' %}x{% endcase %}")[0]).toContain('is no value');
  });

  it('when a code has no words', () => {
    expect(saying("{{ event | name: 'fee' }}")[0]).toContain('names of house.json lack illness_inpatient');
    expect(
      faultsWith('letters/house.json', text => text.replace('"illness_inpatient"', '"illness_inpat"'))[0],
    ).toContain('names of house.json lack illness_inpatient');
  });

  it('when the two languages print other figures, or English holds Chinese', () => {
    expect(saying('{{ totalFen | yuan }}', '{{ paysFen | yuan }}')).toEqual([
      `${DECISION} blocks.0.text: only one language prints totalFen, paysFen`,
    ]);
    expect(saying('您好', 'Hello 您好')).toEqual([
      `${DECISION} blocks.0.text.en: holds Chinese where English belongs`,
    ]);
  });

  it('when it is too long, nested without end or no JSON', () => {
    expect(saying('字'.repeat(4_001))[0]).toContain('has 4001 characters, more than 4000');
    const deep = `${'{% if hospital %}'.repeat(20)}x${'{% endif %}'.repeat(20)}`;
    expect(saying(deep)[0]).toContain('nests conditions more than 5 deep');
    expect(faultsWith(DECISION, () => '['.repeat(100_000))[0]).toContain(DECISION);
    expect(faultsWith(DECISION, () => '{')[0]).toContain(DECISION);
    expect(
      faultsWith(DECISION, text => text.replace('"kind"', '"__proto__": {}, "kind"')).length,
    ).toBeGreaterThan(0);
  });

  it('when a condition is more than a condition', () => {
    const block = {
      type: 'paragraph',
      when: 'hospital %}{{ holderName }}{% if hospital',
      text: { zh: '字', en: '' },
    };
    const faults = faultsWith(DECISION, text =>
      text.replace('"blocks": [', `"blocks": [${JSON.stringify(block)},`),
    );
    expect(faults[0]).toContain('cannot be used');
  });

  it('when a partial, a table or a list is not what it should be', () => {
    const having = (block: object) =>
      faultsWith(DECISION, text => text.replace('"blocks": [', `"blocks": [${JSON.stringify(block)},`)).join(
        '\n',
      );
    const text = { zh: '字', en: '' };
    expect(having({ type: 'partial', name: '../house' })).toContain('there is no partial');
    expect(having({ type: 'paragraph', each: 'holderName', as: 'one', text })).toContain('is no list');
    expect(having({ type: 'paragraph', each: 'invoices', as: 'plan', text })).toContain(
      'stands for something else',
    );
    const heading = { heading: text, share: 0.5, align: 'left' };
    const row = { style: 'line', cells: [text] };
    expect(having({ type: 'table', columns: [heading, heading], rows: [row], summary: text })).toContain(
      'has 1 cells, not 2',
    );
    expect(having({ type: 'table', columns: [heading], rows: [row], summary: text })).toContain(
      'add up to 1',
    );
  });

  it('when a colour is too pale, and when nobody stands in for an insurer without a brand', () => {
    const pale = faultsWith('brands/taidai-life.json', text => text.replace('#8a1f2d', '#ffd0d0'));
    expect(pale[0]).toContain('too pale to read');
    const without = new Map(texts);
    without.delete('brands/neutral.json');
    expect(() => templatesFromTexts(without)).toThrow('exactly one brand without insurers');
  });

  it('when the folder cannot be read', () => {
    expect(() => loadTemplates('no/such/folder')).toThrow(/no\/such\/folder: is no folder of templates/);
  });

  it('with the line of the place, in both languages', () => {
    const changed = new Map(texts).set(
      DECISION,
      texts.get(DECISION)!.replace('{{ totalFen | words }}', '{{ totalFne | words }}'),
    );
    expect(() => templatesFromTexts(changed)).toThrow(TemplateFault);
    try {
      templatesFromTexts(changed);
    } catch (error) {
      expect((error as TemplateFault).in('zh')).toMatch(
        /信函模板不予采用：\n- letters\/decision\.json:\d+ blocks\.\d+\.words\.zh：占位符 totalFne 不存在/,
      );
    }
  });
});
