import { NOT_BUILT } from '../../../rest/not-built.js';
import { described } from '../contract-judge.js';
import contract from '../../fixtures/openwa-rest.json';
import { hasBadExample } from './examples.js';

/** In a format of its own, for whoever has its token. */
export const METRICS = 'GET /api/metrics';
/** Answers with a file. */
export const STATUS_MEDIA = 'GET /api/sessions/{sessionId}/status/{statusId}/media';
/** Served although no field stands behind them. */
export const WITHOUT_FIELD: readonly string[] = [METRICS, STATUS_MEDIA];

/** `GET /api/sessions/{id}` */
export type Route = string;
export type Role = 'public' | 'viewer' | 'operator' | 'admin';

/** One documented operation, and which of its answers must be seen. */
export interface Operation {
  readonly route: Route;
  readonly role: Role;
  /** Statuses that the document lists, and those that every keyed route has. */
  readonly required: readonly number[];
  /** Why this gateway does not have it. */
  readonly notBuilt: string | undefined;
}

interface Documented {
  readonly 'x-tier'?: string;
  readonly 'x-min-role'?: string;
  readonly requestBody?: unknown;
  readonly responses: Record<string, unknown>;
}

/** What is ours of the tier platform, which is not ours as a whole. */
const OF_PLATFORM = ['health', 'status', 'engines', 'engines/current', 'export-data', 'import-data'].map(
  (name) => `/api/infra/${name}`,
);

const notBuilt = new Map<string, string>(
  NOT_BUILT.flatMap(({ methods, path, why }) => methods.map((method): [string, string] => [`${method} ${path}`, why])),
);

/** Every operation of the documented API that is promised here, in the order of the document. */
export const OPERATIONS: readonly Operation[] = Object.entries(
  contract.paths as Record<string, Record<string, Documented>>,
).flatMap(([path, item]) =>
  Object.entries(item)
    .filter(([, { 'x-tier': tier }]) => tier === 'core' || tier === 'extended' || OF_PLATFORM.includes(path))
    .map(([method, documented]) => operationOf(`${method.toUpperCase()} ${path}`, documented)),
);

function operationOf(route: Route, documented: Documented): Operation {
  const role = documented['x-min-role'] as Role;
  const statuses = new Set(Object.keys(documented.responses).map(Number));
  if (role !== 'public') {
    for (const status of [401, 429]) statuses.add(status);
    // A viewer is who may do the least: whoever has a key may use this route.
    if (role !== 'viewer') statuses.add(403);
    if (documented.requestBody !== undefined || hasBadExample(route) || described.refusesInput(route))
      statuses.add(400);
  }
  const why = notBuilt.get(route);
  if (why !== undefined) statuses.add(501);
  return { route, role, required: [...statuses].sort((a, b) => a - b), notBuilt: why };
}
