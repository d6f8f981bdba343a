import findMyWay from 'find-my-way';
import type { AccessRole } from '../schema/metadata.js';
import { MAX_PARAMETER_LENGTH } from './router.js';

/** A documented route that this gateway does not have. It answers 501 to whoever may ask. */
export interface NotBuilt {
  readonly methods: readonly string[];
  /** A last `{path}` stands for the rest of the path. */
  readonly path: string;
  readonly role: AccessRole;
  /** What the caller is told. */
  readonly why: string;
}

const CONFIG = 'Settings are read from the environment when the gateway starts; this gateway does not change them';
const RESTART = 'This gateway is restarted by whatever runs it';
const STORAGE = 'Files are kept in a local folder; copy that';
const PLUGINS = 'This gateway has no plugins';
const MCP = 'This gateway has no MCP server';
/** The one documented route outside `/api`. */
export const MCP_PATH = '/mcp';
const INSTANCES = '/api/integration/plugins/{pluginId}/instances';

const admin = (why: string, methods: readonly string[], path: string): NotBuilt => ({
  methods,
  path,
  role: 'admin',
  why,
});

/** Documented in `docs/rest.md`. A test compares it with the documented API: a route is built or is here. */
export const NOT_BUILT: readonly NotBuilt[] = [
  admin(CONFIG, ['PUT'], '/api/settings'),
  admin(CONFIG, ['GET', 'PUT'], '/api/infra/config'),
  admin(RESTART, ['POST'], '/api/infra/restart'),
  admin(STORAGE, ['GET'], '/api/infra/storage/files/count'),
  admin(STORAGE, ['GET'], '/api/infra/storage/export'),
  admin(STORAGE, ['POST'], '/api/infra/storage/import'),
  admin(PLUGINS, ['GET'], '/api/plugins'),
  admin(PLUGINS, ['POST'], '/api/plugins/install'),
  admin(PLUGINS, ['POST'], '/api/plugins/install-url'),
  admin(PLUGINS, ['GET'], '/api/plugins/catalog'),
  admin(PLUGINS, ['GET', 'DELETE'], '/api/plugins/{id}'),
  admin(PLUGINS, ['POST'], '/api/plugins/{id}/enable'),
  admin(PLUGINS, ['POST'], '/api/plugins/{id}/disable'),
  admin(PLUGINS, ['PUT'], '/api/plugins/{id}/config'),
  admin(PLUGINS, ['GET'], '/api/plugins/{id}/config-ui'),
  admin(PLUGINS, ['PUT'], '/api/plugins/{id}/config/{sessionId}'),
  admin(PLUGINS, ['PUT'], '/api/plugins/{id}/sessions'),
  admin(PLUGINS, ['POST'], '/api/plugins/{id}/update'),
  admin(PLUGINS, ['GET'], '/api/plugins/{id}/health'),
  admin(PLUGINS, ['POST'], '/api/integration/instances/{pluginId}/{instanceId}/redrive'),
  admin(PLUGINS, ['GET', 'POST'], INSTANCES),
  admin(PLUGINS, ['GET', 'PATCH', 'DELETE'], `${INSTANCES}/{instanceId}`),
  admin(PLUGINS, ['POST'], `${INSTANCES}/{instanceId}/regenerate-secret`),
  {
    methods: ['GET', 'POST', 'PUT', 'DELETE', 'PATCH'],
    path: '/api/ingress/{pluginId}/{instanceId}/{path}',
    role: 'public',
    why: PLUGINS,
  },
  { methods: ['POST'], path: MCP_PATH, role: 'public', why: MCP },
];

const never = () => undefined;

function treeOf(routes: readonly NotBuilt[]): findMyWay.Instance<findMyWay.HTTPVersion.V1> {
  const tree = findMyWay({ ignoreTrailingSlash: true, maxParamLength: MAX_PARAMETER_LENGTH, onBadUrl: never });
  for (const route of routes) {
    const path = route.path.replace(/\{path\}$/, '*').replace(/\{(\w+)\}/g, ':$1');
    tree.on([...route.methods] as findMyWay.HTTPMethod[], path, never, route);
  }
  return tree;
}
const tree = treeOf(NOT_BUILT);

/** A request for such a route, with what its path names. */
export interface NotBuiltMatch {
  readonly route: NotBuilt;
  readonly path: Readonly<Record<string, string | undefined>>;
}

/** The documented route that a request is for, if it is one that this gateway does not have. */
export function findNotBuilt(method: string, url: string): NotBuiltMatch | undefined {
  const found = tree.find((method === 'HEAD' ? 'GET' : method) as findMyWay.HTTPMethod, url);
  const route = (found?.store ?? undefined) as NotBuilt | undefined;
  return route === undefined ? undefined : { route, path: found?.params ?? {} };
}
