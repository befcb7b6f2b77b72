import type { Effect, Rule } from '../../engine/rules.ts';
import type { Words } from '../words.ts';
import { added, becomes, leftOut } from './said.ts';

/** A rule's effect with one thing changed. */
export interface EffectMutant {
  /** Keys from the top of the rule's file, e.g. "event.params.reason". */
  readonly place: string;
  readonly change: Words;
  readonly effect: Effect;
}

/** What an effect can name instead of what it names. */
export interface OtherNames {
  /** Reasons of the same stage. */
  readonly reasons: readonly string[];
  readonly documents: readonly string[];
  readonly signals: readonly string[];
  readonly plans: readonly string[];
}

const COVERAGES = ['HM', 'AM', 'OP'] as const;
const COVER_STARTS = ['signed', 'stored', 'birth'] as const;

/** Every way to change one thing of an effect: another reason, document, signal, plan, level; one more or one less. */
export function mutantsOfEffect(
  { effect, kind }: Pick<Rule, 'effect' | 'kind'>,
  names: OtherNames,
): EffectMutant[] {
  const params = (name: string, from: unknown, to: unknown, changed: Effect): EffectMutant => ({
    place: `event.params.${name}`,
    change: becomes(String(from), String(to)),
    effect: changed,
  });
  switch (effect.type) {
    case 'route': {
      const without =
        effect.coverages.length < 2
          ? []
          : effect.coverages.map(code => effect.coverages.filter(one => one !== code));
      const more = COVERAGES.filter(code => !effect.coverages.includes(code)).map(code => [
        ...effect.coverages,
        code,
      ]);
      const turned = effect.coverages.length < 2 ? [] : [effect.coverages.toReversed()];
      return [...without, ...more, ...turned].map(coverages =>
        params('coverages', effect.coverages, coverages, { ...effect, coverages }),
      );
    }
    case 'refuse':
      return [
        ...another(effect.reason, names.reasons).map(reason =>
          params('reason', effect.reason, reason, { ...effect, reason }),
        ),
        // A medical claim ends no critical-illness cover, whatever its rule says.
        ...(kind === 'medical'
          ? []
          : [params('ends_ci', effect.endsCi, !effect.endsCi, { ...effect, endsCi: !effect.endsCi })]),
      ];
    case 'exclude_invoice':
    case 'reason':
    case 'refer':
      return another(effect.reason, names.reasons).map(reason =>
        params('reason', effect.reason, reason, { ...effect, reason }),
      );
    case 'require_documents': {
      const { documents } = effect;
      const withDocuments = (change: Words, changed: readonly string[]): EffectMutant => ({
        place: 'event.params.documents',
        change,
        effect: { ...effect, documents: changed },
      });
      return [
        ...documents.map(code =>
          withDocuments(
            leftOut(code),
            documents.filter(one => one !== code),
          ),
        ),
        ...names.documents
          .filter(code => !documents.includes(code))
          .map(code => withDocuments(added(code), [...documents, code])),
      ];
    }
    case 'flag':
      return another(effect.signal, names.signals).map(signal =>
        params('signal', effect.signal, signal, { ...effect, signal }),
      );
    case 'sign': {
      const { signatures, level } = effect;
      const levels = level === undefined ? [] : [level - 1, level + 1].filter(one => 1 <= one && one <= 5);
      return [
        params('signatures', signatures, 3 - signatures, { ...effect, signatures: 3 - signatures }),
        ...levels.map(one => params('level', level, one, { ...effect, level: one })),
      ];
    }
    case 'attach':
      return [
        ...names.plans
          .filter(plan => plan !== effect.plan)
          .map(plan => params('plan', effect.plan, plan, { ...effect, plan })),
        ...COVER_STARTS.filter(start => start !== effect.coverStart).map(coverStart =>
          params('cover_start', effect.coverStart, coverStart, { ...effect, coverStart }),
        ),
      ];
  }
}

/** One other name: which of them makes no difference. */
function another(name: string, names: readonly string[]): string[] {
  return names.filter(one => one !== name).slice(0, 1);
}
