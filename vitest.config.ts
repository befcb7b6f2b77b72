import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: ['test/support/global-setup.ts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    maxWorkers: 2,
    // What a test waits for may take as long as the test: a second, vitest's own limit, is short on a busy machine.
    expect: { poll: { timeout: 60_000 } },
  },
});
