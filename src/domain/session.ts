/** The seven documented states; the values are the ones REST and webhooks show. */
export const SESSION_STATUSES = [
  'created',
  'initializing',
  'qr_ready',
  'authenticating',
  'ready',
  'disconnected',
  'failed',
] as const;
export type SessionStatus = (typeof SESSION_STATUSES)[number];

/** States in which an engine is running for the session. */
export const isActive = (status: SessionStatus): boolean =>
  status === 'initializing' || status === 'qr_ready' || status === 'authenticating' || status === 'ready';

export const ENGINE_KINDS = ['whatsapp-web.js', 'baileys'] as const;
export type EngineKind = (typeof ENGINE_KINDS)[number];

/** The two keys of a session's free `config` that the gateway reads; everything else is kept and ignored. */
export interface SessionConfig {
  /** 0 to 20; 0 means the first drop is final. Unset: the engine's own budget. */
  readonly maxReconnectAttempts?: number;
  /** Milliseconds, 1000 to 300000. Unset: the engine's own base delay. */
  readonly reconnectBaseDelay?: number;
  readonly [key: string]: unknown;
}

export const PROXY_TYPES = ['http', 'https', 'socks4', 'socks5'] as const;
export type ProxyType = (typeof PROXY_TYPES)[number];

/**
 * Why a link ended. `lost` is tried again by itself. So is `crashed`, where not the link broke but what drives it (a
 * browser that died, a library that threw), but not for ever: a session that keeps crashing is left alone.
 */
export type LinkEnd =
  | 'lost'
  | 'crashed'
  | 'logged-out'
  | 'replaced'
  | 'banned'
  | 'outdated'
  | 'auth-failed'
  | 'qr-expired';
