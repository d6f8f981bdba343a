/** Files are transformed one at a time by swc; types are checked by `npm run lint`. */
module.exports = {
  testEnvironment: 'node',
  // for a test that waits in vain; nothing that passes is slowed down by it, on a machine however busy
  testTimeout: 120_000,
  // a suite that waits for a process it started leaves its core to another; and a worker, unlike jest itself, is ended
  // at the end even if a test that failed left something open
  maxWorkers: 2,
  reporters: ['default', '<rootDir>/test/contract/table-reporter.mjs'],
  // test/proxy is `npm run proxy:check`: it needs an nginx, which `npm ci` does not bring
  testMatch: ['<rootDir>/test/**/*.test.ts'],
  testPathIgnorePatterns: ['/node_modules/', '<rootDir>/test/proxy/'],
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
  // what is built has the names of what it was built from
  modulePathIgnorePatterns: ['<rootDir>/dist/package.json'],
  transform: {
    '^.+\\.[jt]s$': [
      '@swc/jest',
      {
        jsc: { parser: { syntax: 'typescript' }, target: 'es2022' },
        module: { type: 'commonjs', ignoreDynamic: true },
        sourceMaps: 'inline',
      },
    ],
  },
  // published as ES modules only, which jest cannot load as they are
  transformIgnorePatterns: [
    '/node_modules/(?!(request-filtering-agent|mime|file-type|strtok3|token-types|uint8array-extras|@tokenizer|@borewit)/)',
  ],
};
