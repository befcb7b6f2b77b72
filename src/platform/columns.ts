import { sql } from 'drizzle-orm';
import { bigint, check, customType, date, timestamp } from 'drizzle-orm/pg-core';

/** Business date: a plain calendar date, read and written as YYYY-MM-DD. */
export const businessDate = (name: string) => date(name, { mode: 'string' });

/** Instant. */
export const instant = (name: string) => timestamp(name, { withTimezone: true, mode: 'string' });

/** Money: whole fen. Each table bounds it with `withinSafeInteger`. */
export const fenColumn = (name: string) => bigint(name, { mode: 'number' });

/** JSON whose very text is kept, so that it can be compared byte for byte. */
export const jsonText = customType<{ data: string; driverData: string }>({ dataType: () => 'json' });

/** Transaction id of PostgreSQL, as text. */
export const transactionId = customType<{ data: string; driverData: string }>({ dataType: () => 'xid8' });

/** CHECK that a money column can be read as a JavaScript number without loss (±2^53). */
export const withinSafeInteger = (name: string, column: string) =>
  check(name, sql.raw(`"${column}" BETWEEN -9007199254740991 AND 9007199254740991`));
