import { EngineFailedError } from '../domain/errors.js';
import type { EngineKind } from '../domain/session.js';
import type { EngineFactory } from '../engine/port.js';

/** Stands in for the engine of a session that an installation with more engines has made: it can be read and deleted. */
export const missingEngine = (kind: EngineKind): EngineFactory => ({
  kind,
  capabilities: new Set(),
  resends: false,
  reconnect: { attempts: 0, baseDelayMs: 0, maxDelayMs: 0, jitterMs: 0, announce: false },
  open: () => Promise.reject(new EngineFailedError(`this gateway has no ${kind} engine`)),
  unlink: () => Promise.resolve(),
});
