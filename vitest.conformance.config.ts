import { defineConfig } from 'vitest/config';

/** Suites that compare the twin with independent programs (AWS CLI, moto); skipped where absent. */
export default defineConfig({
  test: {
    include: ['test/conformance/**/*.test.ts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    env: { AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true' },
  },
});
