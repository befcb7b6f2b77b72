import { afterEach, beforeEach, vi } from 'vitest';
import { runCli } from '../../src/cli/main.ts';

export interface Ran {
  readonly code: number;
  readonly out: string;
  readonly err: string;
  /** The document, when --json was among the arguments and something was printed. */
  readonly json: ReturnType<typeof JSON.parse>;
}

/**
 * Runs commands as at a shell, on the database of `url`: what they print is caught, and each test of the file begins
 * with a clean process. CORDCOVER_TOKEN is nobody's unless the test stubs it.
 */
export function shell(url: () => string): (...args: readonly string[]) => Promise<Ran> {
  let out = '';
  let err = '';
  beforeEach(() => {
    vi.spyOn(process.stdout, 'write').mockImplementation(chunk => {
      out += chunk;
      return true;
    });
    vi.spyOn(process.stderr, 'write').mockImplementation(chunk => {
      err += chunk;
      return true;
    });
    vi.stubEnv('DATABASE_URL', url());
    vi.stubEnv('LC_ALL', 'C.UTF-8');
  });
  afterEach(() => {
    vi.restoreAllMocks();
    vi.unstubAllEnvs();
    // runCli reports through the process, as a command does; the test run is not one.
    process.exitCode = undefined;
  });
  return async (...args) => {
    out = '';
    err = '';
    const code = await runCli([...args]);
    return { code, out, err, json: args.includes('--json') && out !== '' ? JSON.parse(out) : null };
  };
}
