/**
 * Who may import whom: one line a folder, what is not on it is forbidden. Arrows point inward; what must flow outward
 * is a callback that src/gateway.ts hands over. test/architecture runs this.
 */
const MAY_IMPORT = {
  'src/domain': [],
  'src/config': ['src/domain'],
  'src/runtime': ['src/domain', 'package.json'],
  'src/engine': ['src/domain'],
  'src/engines/baileys': ['src/engine', 'src/domain', 'src/runtime', 'src/config', 'src/store'],
  'src/store': ['src/engine', 'src/domain', 'src/runtime', 'src/generated'],
  'src/outgoing': ['src/domain'],
  'src/media': ['src/outgoing', 'src/domain', 'src/runtime', 'src/config'],
  'src/engines/wwebjs': ['src/engine', 'src/domain', 'src/runtime', 'src/config'],
  'src/events': ['src/store', 'src/domain', 'src/runtime'],
  'src/sessions': ['src/engine', 'src/store', 'src/domain', 'src/runtime'],
  'src/services': [
    'src/sessions',
    'src/engine',
    'src/store',
    'src/media',
    'src/events',
    'src/domain',
    'src/runtime',
    'src/config',
  ],
  'src/webhooks': ['src/outgoing', 'src/media', 'src/store', 'src/domain', 'src/runtime', 'src/config'],
  schema: [
    'src/services',
    'src/webhooks',
    'src/events',
    'src/store',
    'src/domain',
    'src/engine',
    'src/config',
    'src/runtime',
    'src/generated',
  ],
  rest: ['schema', 'src/domain', 'src/runtime', 'package.json'],
  'src/http': ['schema', 'rest', 'src/config', 'src/runtime', 'src/domain', 'src/events', 'src/store'],
};

/** A library that only one folder may know. */
const ONLY_IN = {
  '@whiskeysockets/baileys': '^(src/engines/baileys|test/doubles|bench/floors)/',
  'whatsapp-web.js': '^(src/engines/wwebjs|test/(doubles|whatsapp-page))/',
  puppeteer: '^(src/engines/wwebjs|test)/',
  libsignal: '^(src/engines/baileys|test/doubles)/',
  'better-sqlite3': '^(src/store|test|bench)/',
  pg: '^(src/store|test|bench)/',
  axios: '^(src/outgoing|test|bench)/',
  express: '^(src/http|bench)/',
  '@pothos/core': '^(schema|test)/',
};

const escape = (text) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

module.exports = {
  forbidden: [
    { name: 'no-circular', severity: 'error', from: {}, to: { circular: true } },
    { name: 'no-orphan-import', severity: 'error', from: {}, to: { couldNotResolve: true } },
    {
      name: 'product-knows-no-test',
      severity: 'error',
      from: { path: '^(src|schema|rest)/' },
      to: { path: '^(test|demo|bench|scripts)/' },
    },
    ...Object.entries(MAY_IMPORT).map(([folder, allowed]) => ({
      name: `arrows-of-${folder}`,
      comment: `${folder} may import ${allowed.join(', ') || 'nothing of ours'}`,
      severity: 'error',
      from: { path: `^${escape(folder)}/` },
      to: {
        path: '^(src|schema|rest|prisma|package\\.json)',
        pathNot: [folder, ...allowed].map((path) => `^${escape(path)}(/|$)`),
      },
    })),
    ...Object.entries(ONLY_IN).map(([library, path]) => ({
      name: `only-one-knows-${library}`,
      severity: 'error',
      from: { path: '^(src|schema|rest|test|bench|demo)/', pathNot: path },
      to: { path: `node_modules/${escape(library)}/` },
    })),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^src/generated' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      extensions: ['.ts', '.js', '.json'],
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default'],
    },
  },
};
