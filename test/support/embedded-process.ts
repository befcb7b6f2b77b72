/**
 * A process that uses the embedded database, for tests of starting, joining, killing and stopping it:
 * `embedded-process.ts service|command DATA_DIR`. Prints one JSON line when it is ready or refused, and stops in order
 * when its standard input ends.
 */
import { startEmbeddedPostgres } from '../../src/platform/embedded-postgres.ts';

const [purpose, dataDir] = process.argv.slice(2);
try {
  const server = await startEmbeddedPostgres({
    dataDir: dataDir!,
    purpose: purpose === 'service' ? 'service' : 'command',
    settings: { fsync: 'off' },
  });
  say({ url: server.url, pid: server.pid, started: server.started });
  process.stdin.once('end', async () => say({ stopped: await server.stop() }));
  process.stdin.resume();
} catch (error) {
  say({ refused: (error as Error).message });
}

function say(line: unknown): void {
  process.stdout.write(`${JSON.stringify(line)}\n`);
}
