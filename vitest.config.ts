import { defineConfig } from 'vitest/config'

/** What needs the machine for itself: a browser, several processes, or real seconds. It runs last, file by file. */
const alone = [
  'sandbox/playground/test/web/**/*.test.ts',
  'sandbox/stripe/test/hosted-*.test.ts',
  'test/instances/**/*.test.ts',
]

export default defineConfig({
  test: {
    // A hung request must fail the run within reason on a slow machine; no test waits for a clock.
    testTimeout: 30_000,
    // The default leaves one core unused.
    maxWorkers: '100%',
    // What a passed test printed is of no interest.
    silent: 'passed-only',
    hookTimeout: 60_000,
    projects: [
      {
        extends: true,
        test: {
          name: 'together',
          include: ['{integration,sandbox/*,examples/*}/test/**/*.test.ts', 'test/**/*.test.ts'],
          exclude: alone,
          sequence: { groupOrder: 0 },
        },
      },
      { extends: true, test: { name: 'alone', include: alone, fileParallelism: false, sequence: { groupOrder: 1 } } },
    ],
  },
})
