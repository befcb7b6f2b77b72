import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: ['test/support/global-setup.ts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    maxWorkers: 2,
    // Shuffled, so that a test that leans on one before it fails; by one seed, so that it fails every time.
    sequence: { shuffle: { tests: true }, seed: 7 },
    // What a test waits for may take as long as the test: a second, vitest's own limit, is short on a busy machine.
    expect: { poll: { timeout: 60_000 } },
  },
});
