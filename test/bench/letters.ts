import { Piscina } from 'piscina';
import { makeSelfSigned } from '../../src/letters/sign/signing-key.ts';
import type { Task, Work } from './letter-thread.ts';
import type { Row } from './table.ts';

const THOUSAND = 1_000;
const WARM_UP = 100;
const ONE_THREAD = 5 * THOUSAND;
const TWO_THREADS = 2 * THOUSAND;
const BULK = 64_000;
/** A task is long enough that handing it out costs nothing. */
const LETTERS_PER_TASK = 100;

/**
 * Letters a second: the letter of twelve billed lines on two pages, PDF/A-3a with tags, from its document to its bytes. All 64,000 are drawn with LETTERS_WHOLE=1; without it their time is reckoned from what was measured.
 */
export async function benchLetters(): Promise<Row[]> {
  const one = await measure(1, ONE_THREAD, 'drawn');
  const oneSigned = await measure(1, THOUSAND, 'signed');
  const two = await measure(2, TWO_THREADS, 'drawn');
  const whole = process.env.LETTERS_WHOLE === '1';
  const twoSigned = await measure(2, whole ? BULK : TWO_THREADS, 'signed');
  const made = await measure(2, THOUSAND, 'made');
  const growth = one.peaks.at(-1)! / one.peaks[0]!;
  const megabytes = (bytes: number) => `${Math.round(bytes / 2 ** 20)} MB`;
  return [
    speed('letters of two pages drawn, one thread', one.perSecond, 60),
    speed('the same, two threads', two.perSecond, 100),
    speed(
      `letters drawn and signed, one thread (${Math.round(oneSigned.bytes / 1024)} KB each)`,
      oneSigned.perSecond,
      null,
    ),
    speed('the same, two threads', twoSigned.perSecond, null),
    speed('decision letters made from their form, signed, two threads', made.perSecond, null),
    {
      what: 'peak memory over 5,000 letters: the last thousand against the first',
      figure: megabytes(one.peaks.at(-1)!),
      limit: megabytes(one.peaks[0]!),
      ratio: growth,
      wanted: 'at most 1.10',
      holds: growth <= 1.1,
    },
    {
      what: `64,000 letters drawn and signed, two threads${whole ? '' : ' (reckoned; LETTERS_WHOLE=1 draws them)'}`,
      figure: `${(BULK / twoSigned.perSecond / 60).toFixed(1)} min`,
      limit: '',
      ratio: null,
      wanted: '',
      holds: true,
    },
  ];
}

function speed(what: string, perSecond: number, least: number | null): Row {
  return {
    what,
    figure: `${perSecond.toFixed(1)} letters/s`,
    limit: '',
    ratio: null,
    wanted: least === null ? '' : `at least ${least}/s`,
    holds: least === null || perSecond >= least,
  };
}

interface Measured {
  readonly perSecond: number;
  readonly bytes: number;
  /** Of each thousand letters, in order. */
  readonly peaks: readonly number[];
}

async function measure(threads: number, count: number, work: Work): Promise<Measured> {
  const pool = new Piscina<Task, { bytes: number; peakBytes: number }>({
    filename: new URL('./letter-thread.ts', import.meta.url).href,
    execArgv: ['--import', import.meta.resolve('tsx')],
    workerData: makeSelfSigned('bench', new Date()),
    minThreads: threads,
    maxThreads: threads,
  });
  try {
    // Each thread has fonts, templates and warm code before the clock starts.
    await Promise.all(Array.from({ length: threads }, () => pool.run({ from: 0, to: WARM_UP, work })));
    const started = performance.now();
    const drawn = await Promise.all(
      Array.from({ length: count / LETTERS_PER_TASK }, (_, task) =>
        pool.run({ from: task * LETTERS_PER_TASK, to: (task + 1) * LETTERS_PER_TASK, work }),
      ),
    );
    const seconds = (performance.now() - started) / 1_000;
    const peaks = Array.from({ length: count / THOUSAND }, (_, thousand) =>
      Math.max(
        ...drawn
          .slice((thousand * THOUSAND) / LETTERS_PER_TASK, ((thousand + 1) * THOUSAND) / LETTERS_PER_TASK)
          .map(one => one.peakBytes),
      ),
    );
    return { perSecond: count / seconds, bytes: drawn[0]!.bytes, peaks };
  } finally {
    await pool.close({ force: true });
  }
}
