const METHODS = 'GET, POST, PUT, DELETE, PATCH, OPTIONS';
const ALLOWED_HEADERS =
  'Content-Type, X-API-Key, Authorization, X-Request-ID, Idempotency-Key, Idempotency-Resend-If-Unknown';
const EXPOSED_HEADERS =
  'X-RateLimit-Limit, X-RateLimit-Remaining, X-RateLimit-Reset, X-Request-ID, Idempotency-Key, Idempotent-Replayed';
const MAX_AGE_S = '86400';

/** Names and values in turn, as `writeHead` takes them. */
type Headers = readonly string[];

const NONE: Headers = [];
const PREFLIGHT: Headers = [
  'Access-Control-Allow-Methods',
  METHODS,
  'Access-Control-Allow-Headers',
  ALLOWED_HEADERS,
  'Access-Control-Max-Age',
  MAX_AGE_S,
];

export interface Cors {
  /** For the answer to a request of this origin. An origin that is not allowed is served without CORS headers. */
  headers(origin: string | undefined): Headers;
  /** For the answer to a preflight. */
  preflight(origin: string | undefined): Headers;
}

/** The documented rules: `*` counts outside production only, credentials need an explicit list. */
export function createCors(origins: readonly string[], production: boolean): Cors {
  const anyOrigin = origins.includes('*') && !production;
  const vary = origins.length === 0 || anyOrigin ? NONE : ['Vary', 'Origin'];
  const exposed = ['Access-Control-Expose-Headers', EXPOSED_HEADERS];
  const byOrigin = new Map(
    origins
      .filter((origin) => origin !== '*')
      .map((origin): [string, Headers] => [
        origin,
        [...vary, 'Access-Control-Allow-Origin', origin, 'Access-Control-Allow-Credentials', 'true', ...exposed],
      ]),
  );
  const forAny: Headers = ['Access-Control-Allow-Origin', '*', ...exposed];
  const allowed = (origin: string): Headers | undefined => (anyOrigin ? forAny : byOrigin.get(origin));
  return {
    headers: (origin) => (origin === undefined ? vary : (allowed(origin) ?? vary)),
    preflight(origin) {
      const headers = origin === undefined ? undefined : allowed(origin);
      return headers === undefined ? vary : [...headers, ...PREFLIGHT];
    },
  };
}
