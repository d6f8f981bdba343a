import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import proxyAddr from 'proxy-addr';

const BEARER = /^Bearer\s+(\S+)$/i;

/** The key a request carries: `X-API-Key` first, else `Authorization: Bearer`. Never from the URL. */
export function keyFromHeaders(headers: IncomingHttpHeaders): string | undefined {
  const header = headers['x-api-key'];
  if (typeof header === 'string' && header !== '') return header;
  return BEARER.exec(headers.authorization ?? '')?.[1];
}

/** The key in a `connection_init` payload, under any of the names a client would try. */
export function keyFromConnectionParams(params: Readonly<Record<string, unknown>> | undefined): string | undefined {
  if (params === undefined) return undefined;
  const lowered = Object.fromEntries(Object.entries(params).map(([name, value]) => [name.toLowerCase(), value]));
  for (const name of ['x-api-key', 'apikey']) {
    const value = lowered[name];
    if (typeof value === 'string' && value !== '') return value;
  }
  const { authorization } = lowered;
  return typeof authorization === 'string' ? BEARER.exec(authorization)?.[1] : undefined;
}

/**
 * Reads the client's address: the socket's, or what `X-Forwarded-For` says where the peer is a trusted proxy.
 * @param trusted addresses and CIDR ranges of our own proxies
 * @throws Error if one of them is neither
 */
export function createClientAddress(trusted: readonly string[]): (request: IncomingMessage) => string {
  const trust = proxyAddr.compile([...trusted]);
  return (request) => (request.socket.remoteAddress === undefined ? '' : proxyAddr(request, trust));
}
