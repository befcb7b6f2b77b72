/** What is said where a question has more combinations than are tried. */
export const TOO_MANY = {
  problem: 'has too many combinations of facts to prove anything of it',
  remedy: 'Split the rule, or compare fewer facts with each other',
} as const;
