import { z } from 'zod';
import type { FieldKind } from '../forms/fields.ts';

/** What a template may know of a value: which kind of leaf it is, what it holds, whether it can be null. */
export type ValueType =
  /** `values`: all that a code can be; null: any text. */
  | {
      readonly is: 'leaf';
      readonly kind: FieldKind | 'code';
      readonly values: readonly string[] | null;
      readonly nullable: boolean;
    }
  | {
      readonly is: 'object';
      readonly members: ReadonlyMap<string, ValueType>;
      readonly nullable: boolean;
    }
  | { readonly is: 'list'; readonly of: ValueType; readonly nullable: boolean };

interface SchemaNode {
  readonly letter?: FieldKind;
  readonly const?: string;
  readonly enum?: readonly string[];
  readonly properties?: Readonly<Record<string, SchemaNode>>;
  readonly items?: SchemaNode;
  readonly anyOf?: readonly SchemaNode[];
  readonly type?: string;
}

/** What stands in a form, read from its schema. Throws Error for a schema that forms do not use. */
export function valueTypeOf(schema: z.ZodType): ValueType {
  return typeOf(z.toJSONSchema(schema) as SchemaNode, false);
}

function typeOf(node: SchemaNode, nullable: boolean): ValueType {
  if (node.anyOf !== undefined) {
    const [inner, ...others] = node.anyOf.filter(({ type }) => type !== 'null');
    if (inner === undefined || others.length > 0)
      throw new Error('a form holds a value or null, not either of two');
    return typeOf(inner, true);
  }
  if (node.letter !== undefined) return { is: 'leaf', kind: node.letter, values: null, nullable };
  if (node.const !== undefined) return { is: 'leaf', kind: 'code', values: [node.const], nullable };
  if (node.enum !== undefined) return { is: 'leaf', kind: 'code', values: node.enum, nullable };
  if (node.items !== undefined) return { is: 'list', of: typeOf(node.items, false), nullable };
  if (node.properties === undefined) throw new Error('a field of a form does not say what it is');
  const members = Object.entries(node.properties).map(
    ([key, member]) => [key, typeOf(member, false)] as const,
  );
  return { is: 'object', members: new Map(members), nullable };
}
