import { customType, date, timestamp } from 'drizzle-orm/pg-core';

/** Business date: a plain calendar date, read and written as YYYY-MM-DD. */
export const businessDate = (name: string) => date(name, { mode: 'string' });

/** Instant. */
export const instant = (name: string) => timestamp(name, { withTimezone: true, mode: 'string' });

/**
 * Money: whole fen, in the domain `fen`: a bigint within ±2^53, so that every amount can be read as a JavaScript number
 * without loss. A domain, as its check costs less than one of each table's own.
 */
export const fenColumn = customType<{ data: number; driverData: number }>({ dataType: () => 'fen' });

/** JSON whose very text is kept, so that it can be compared byte for byte. */
export const jsonText = customType<{ data: string; driverData: string }>({ dataType: () => 'json' });

/** Transaction id of PostgreSQL, as text. */
export const transactionId = customType<{ data: string; driverData: string }>({ dataType: () => 'xid8' });
