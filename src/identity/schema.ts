import { z } from 'zod';
import { ROLES } from '../platform/actor.ts';
import { said } from '../platform/words.ts';

export const loginSchema = z
  .string()
  .refine(
    login => /^[a-z][a-z0-9._-]{1,39}$/.test(login),
    said(
      '登录名须以小写字母开头，由 2 至 40 个小写字母、数字、点、下划线或连字符组成',
      'a login begins with a small letter and has 2 to 40 of small letters, digits, dot, underscore, hyphen',
    ),
  );

export const roleSchema = z.enum(ROLES);

export const newPersonSchema = z.strictObject({
  login: loginSchema,
  displayName: z.string().trim().min(1).max(80),
  roles: z.array(roleSchema).min(1),
});

export const newTokenSchema = z.strictObject({
  label: z.string().trim().min(1).max(80),
  days: z.int().min(1).max(366),
});

/** GET /me: who the token signs in. */
export const meSchema = z
  .strictObject({
    id: z.uuid(),
    login: z.string(),
    displayName: z.string(),
    roles: z.array(roleSchema),
  })
  .meta({ id: 'Me' });

export type NewPerson = z.output<typeof newPersonSchema>;
export type NewToken = z.output<typeof newTokenSchema>;
