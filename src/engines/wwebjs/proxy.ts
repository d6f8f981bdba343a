import { EngineFailedError } from '../../domain/errors.js';
import type { EngineContext } from '../../engine/port.js';

export interface BrowserProxy {
  /** For Chromium, which takes no credentials on its command line. */
  readonly argument: string;
  readonly authentication?: { readonly username: string; readonly password: string };
}

/**
 * The proxy of a session as Chromium wants it. Everything goes through it, addresses of this machine too.
 * @throws EngineFailedError for what Chromium cannot do
 */
export function toBrowserProxy({ url, type }: NonNullable<EngineContext['proxy']>): BrowserProxy {
  const text = url.includes('://') ? url : `${type}://${url}`;
  if (!URL.canParse(text)) throw new EngineFailedError('The proxy of this session has no usable URL');
  const { protocol, hostname, port, username, password } = new URL(text);
  const argument = `--proxy-server=${protocol}//${hostname}${port === '' ? '' : `:${port}`}`;
  if (username === '' && password === '') return { argument };
  if (protocol.startsWith('socks')) {
    throw new EngineFailedError(`Chromium cannot log in to a ${protocol.slice(0, -1)} proxy: use an http proxy`);
  }
  return {
    argument,
    authentication: { username: decodeURIComponent(username), password: decodeURIComponent(password) },
  };
}
