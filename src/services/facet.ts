import type { Capability, Engine } from '../engine/port.js';
import { notImplemented } from '../engine/unsupported.js';
import type { SessionRegistry } from '../sessions/session-registry.js';

type Facet = 'labels' | 'channels' | 'statuses' | 'catalog';

/**
 * The operations that only some engines have.
 * @throws NotImplementedError, whatever the session's state; SessionNotConnectedError unless it is `ready`
 */
export function facetOf<F extends Facet>(
  sessions: SessionRegistry,
  sessionId: string,
  facet: F,
  capability: Capability,
): NonNullable<Engine[F]> {
  const { engine, engineKind } = sessions.able(sessionId, capability);
  const operations = engine[facet];
  if (operations === undefined) throw notImplemented(capability, engineKind);
  return operations;
}
