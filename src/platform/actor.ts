/** What a person may do. Kept as text in `person.roles`. */
export const ROLES = ['admin', 'intake', 'handler', 'finance', 'auditor', 'product'] as const;

export type Role = (typeof ROLES)[number];

/** Whoever asks for something: a named person who signed in. */
export interface Actor {
  /** Key of the person. */
  readonly id: string;
  /** Never given to another person; what audit entries, imports and signatures name. */
  readonly login: string;
  readonly displayName: string;
  readonly roles: readonly Role[];
}

export function isRole(text: string): text is Role {
  return (ROLES as readonly string[]).includes(text);
}
