import { Piscina } from 'piscina';
import { type FieldFault, type RefusalCode, refuse } from '../platform/refusal.ts';
import type { Words } from '../platform/words.ts';
import { type LetterOrder, type LetterPress, openLetterPress, type PrintedLetter } from './press.ts';
import type { SigningKey } from './sign/signing-key.ts';
import type { LetterTemplates } from './templates/letter-templates.ts';

/** What a thread of the pool is opened with. */
export interface PressThread {
  /** Canonical content of the templates: all threads print by the same, whatever becomes of the folder. */
  readonly templates: string;
  readonly privateKeyPem: string;
  readonly certificatePems: readonly string[];
  readonly selfMade: boolean;
}

/** What a thread answers: errors lose their kind between threads, so a refusal travels as a value. */
export type PressAnswer =
  | {
      readonly kind: 'printed';
      readonly file: Uint8Array;
      readonly drawnSha256: string;
      readonly templateHash: string;
    }
  | {
      readonly kind: 'refused';
      readonly code: RefusalCode;
      readonly detail: Words;
      readonly next: Words;
      readonly fields: readonly FieldFault[];
    };

/** A thread that had nothing to print for so long ends, and gives its fonts back. */
const IDLE_MS = 60_000;

/** A press of several threads, begun when there is something to print: drawing holds up nobody who waits for an answer. */
export function openLetterPool(key: SigningKey, threads: number, templates: LetterTemplates): LetterPress {
  const here = openLetterPress(key, templates);
  const inDevelopment = import.meta.url.endsWith('.ts');
  const workerData: PressThread = {
    templates: templates.content,
    privateKeyPem: key.privateKey.export({ type: 'pkcs8', format: 'pem' }) as string,
    certificatePems: [key.certificate, ...key.chain].map(String),
    selfMade: key.selfMade,
  };
  const pool = new Piscina<LetterOrder, PressAnswer>({
    filename: new URL(`./press-thread.${inDevelopment ? 'ts' : 'js'}`, import.meta.url).href,
    // Threads do not inherit tsx.
    execArgv: inDevelopment ? ['--import', import.meta.resolve('tsx')] : [],
    workerData,
    minThreads: 0,
    maxThreads: threads,
    idleTimeout: IDLE_MS,
  });
  return {
    ...here,
    print: async order => printedOf(await pool.run(order)),
    close: () => pool.close({ force: true }),
  };
}

function printedOf(answer: PressAnswer): PrintedLetter {
  if (answer.kind === 'refused') throw refuse(answer.code, answer.detail, answer.next, answer.fields);
  const { buffer, byteOffset, byteLength } = answer.file;
  return {
    file: Buffer.from(buffer, byteOffset, byteLength),
    drawnSha256: answer.drawnSha256,
    templateHash: answer.templateHash,
  };
}
