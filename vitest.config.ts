import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['{integration,sandbox/*,examples/*}/test/**/*.test.ts', 'test/**/*.test.ts'],
    // A hung request must fail the run within reason on a slow machine; no test waits for a clock.
    testTimeout: 30_000,
    // What a passed test printed is of no interest.
    silent: 'passed-only',
    hookTimeout: 60_000,
  },
})
