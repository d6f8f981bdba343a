import type { Config } from '../config/config.js';
import type { EventStream } from '../events/event-stream.js';
import type { Logger } from '../runtime/logger.js';
import { LiveConnections, type Keys } from './live-connections.js';
import { LiveResults } from './live-results.js';

/** What WebSocket and SSE have in common. */
export interface Live {
  readonly limits: Config['streams'];
  readonly results: LiveResults;
  readonly connections: LiveConnections;
}

interface LiveDeps {
  readonly limits: Config['streams'];
  readonly events: Pick<EventStream, 'cursorOf'>;
  readonly keys: Keys;
  readonly logger: Logger;
}

export const createLive = ({ limits, events, keys, logger }: LiveDeps): Live => ({
  limits,
  results: new LiveResults({ cursorOf: (event) => events.cursorOf(event), logger }),
  connections: new LiveConnections({ keys, ...limits }),
});
