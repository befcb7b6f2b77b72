import { type Actor, isRole, type Role } from '../platform/actor.ts';
import type { Database, Tx } from '../platform/database.ts';

type Sql = Tx['sql'] | Database['sql'];

export interface Person extends Actor {
  readonly createdAt: string;
  readonly deactivatedAt: string | null;
}

/** A token as it may be shown: never what signs in. */
export interface TokenEntry {
  /** The first 12 hex digits of the token's hash; `token revoke` takes it. */
  readonly tokenId: string;
  readonly login: string;
  readonly label: string;
  readonly createdAt: string;
  readonly expiresAt: string;
  readonly revokedAt: string | null;
}

interface PersonRow {
  id: string;
  login: string;
  display_name: string;
  roles: string[];
  created_at: string;
  deactivated_at: string | null;
}

interface TokenRow {
  token_hash: string;
  login: string;
  label: string;
  created_at: string;
  expires_at: string;
  revoked_at: string | null;
}

export const TOKEN_ID_LENGTH = 12;

export async function insertPerson(sql: Sql, person: Person): Promise<boolean> {
  const rows = await sql`
    INSERT INTO person (id, login, display_name, roles, created_at)
    VALUES (${person.id}, ${person.login}, ${person.displayName}, ${[...person.roles]}, ${person.createdAt})
    ON CONFLICT (login) DO NOTHING RETURNING id`;
  return rows.length === 1;
}

export async function findPersonByLogin(sql: Sql, login: string): Promise<Person | undefined> {
  const rows = await sql<PersonRow[]>`SELECT * FROM person WHERE login = ${login}`;
  return rows[0] && personOf(rows[0]);
}

export async function listPersons(sql: Sql): Promise<Person[]> {
  const rows = await sql<PersonRow[]>`SELECT * FROM person ORDER BY login`;
  return rows.map(personOf);
}

/** False when the person was deactivated before. */
export async function deactivate(sql: Sql, personId: string, at: Date): Promise<boolean> {
  const rows = await sql`
    UPDATE person SET deactivated_at = ${at} WHERE id = ${personId} AND deactivated_at IS NULL RETURNING id`;
  return rows.length === 1;
}

export async function insertToken(
  sql: Sql,
  token: { hash: string; personId: string; label: string; createdAt: Date; expiresAt: Date },
): Promise<void> {
  await sql`
    INSERT INTO api_token (token_hash, person_id, label, created_at, expires_at)
    VALUES (${token.hash}, ${token.personId}, ${token.label}, ${token.createdAt}, ${token.expiresAt})`;
}

/** The person a token hash signs in at `now`; undefined when it does not. */
export async function findPersonByToken(sql: Sql, hash: string, now: Date): Promise<Person | undefined> {
  const rows = await sql<PersonRow[]>`
    SELECT person.* FROM api_token JOIN person ON person.id = api_token.person_id
    WHERE token_hash = ${hash} AND revoked_at IS NULL AND expires_at > ${now} AND deactivated_at IS NULL`;
  return rows[0] && personOf(rows[0]);
}

export async function listTokens(sql: Sql): Promise<TokenEntry[]> {
  const rows = await sql<TokenRow[]>`
    SELECT api_token.*, login FROM api_token JOIN person ON person.id = person_id ORDER BY login, api_token.created_at`;
  return rows.map(tokenOf);
}

/** The tokens with this id, locked: one at most, but for a collision of 48 bits. */
export async function findTokens(sql: Sql, tokenId: string): Promise<TokenEntry[]> {
  const rows = await sql<TokenRow[]>`
    SELECT api_token.*, login FROM api_token JOIN person ON person.id = person_id
    WHERE starts_with(token_hash, ${tokenId}) FOR UPDATE OF api_token`;
  return rows.map(tokenOf);
}

export async function revoke(sql: Sql, tokenId: string, at: Date): Promise<void> {
  await sql`
    UPDATE api_token SET revoked_at = ${at} WHERE starts_with(token_hash, ${tokenId}) AND revoked_at IS NULL`;
}

function personOf(row: PersonRow): Person {
  return {
    id: row.id,
    login: row.login,
    displayName: row.display_name,
    roles: row.roles.map(knownRole),
    createdAt: isoOf(row.created_at),
    deactivatedAt: row.deactivated_at && isoOf(row.deactivated_at),
  };
}

function knownRole(text: string): Role {
  if (!isRole(text)) throw new Error(`person has the unknown role ${text}`);
  return text;
}

function tokenOf(row: TokenRow): TokenEntry {
  return {
    tokenId: row.token_hash.slice(0, TOKEN_ID_LENGTH),
    login: row.login,
    label: row.label,
    createdAt: isoOf(row.created_at),
    expiresAt: isoOf(row.expires_at),
    revokedAt: row.revoked_at && isoOf(row.revoked_at),
  };
}

/** PostgreSQL's writing of an instant to that of JSON. */
function isoOf(instant: string): string {
  return new Date(instant).toISOString();
}
