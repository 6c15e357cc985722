// The tests of the front end: beside their sources, in a small DOM of their own.
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['src/**/*.test.ts'],
    environment: 'happy-dom',
    restoreMocks: true,
    unstubGlobals: true,
    passWithNoTests: true,
    maxWorkers: 2,
  },
});
