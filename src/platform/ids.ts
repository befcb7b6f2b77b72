import { randomFillSync } from 'node:crypto';

const RANDOM_BYTES_PER_ID = 8;
/** Random bytes are drawn for many ids at once: one call to the generator per id would cost more than the id. */
const pool = Buffer.alloc(RANDOM_BYTES_PER_ID * 256);
let used = pool.length;

let lastMs = 0;
let counter = 0;

/**
 * A UUID of version 7 (RFC 9562): 48 bits of milliseconds, a 12-bit counter, 62 random bits. Ids made by one process
 * ascend strictly, also within a millisecond and when the clock is set back, so that audit entries keep their order.
 */
export function newId(): string {
  const now = Date.now();
  if (now > lastMs) {
    lastMs = now;
    counter = 0;
  } else if (++counter > 0xfff) {
    lastMs++;
    counter = 0;
  }
  if (used === pool.length) {
    randomFillSync(pool);
    used = 0;
  }
  const random = pool.toString('hex', used, used + RANDOM_BYTES_PER_ID);
  const variant = (0x8 | (pool[used]! & 0x3)).toString(16);
  used += RANDOM_BYTES_PER_ID;
  const ms = lastMs.toString(16).padStart(12, '0');
  const sequence = counter.toString(16).padStart(3, '0');
  return `${ms.slice(0, 8)}-${ms.slice(8)}-7${sequence}-${variant}${random.slice(1, 4)}-${random.slice(4)}`;
}
