/**
 * What a room needs to speak HTTP: `read`, `change`, `file` and `upload` make its routes, `refuse` its refusals,
 * `pageQuery`, `pageOf` and `pageFrom` its pages. `http-server.ts` serves them.
 */
export { type Actor, ROLES, type Role } from './actor.ts';
export { cursorOf, type Page, pageFrom, pageOf, pageQuery, readCursor } from './page.ts';
export { type FieldFault, Refusal, type RefusalCode, refuse } from './refusal.ts';
export { RetryTransaction } from './retry.ts';
export { change, type FileAnswer, file, type Route, read, type Upload, upload } from './route.ts';
export { said, type Words } from './words.ts';
