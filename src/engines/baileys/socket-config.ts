import type { UserFacingSocketConfig } from '@whiskeysockets/baileys';
import type { Config } from '../../config/config.js';
import type { BaileysLibrary } from './library.js';
import type { SessionCaches } from './session-caches.js';

/** A caller of ours waits for the answer; the library's own 60 s are longer than any HTTP client's patience. */
const QUERY_TIMEOUT_MS = 20_000;
/** Between asking for one unreadable message and the next. */
const RETRY_PAUSE_MS = 25;

export type SocketHooks = Pick<
  UserFacingSocketConfig,
  'auth' | 'getMessage' | 'cachedGroupMetadata' | 'makeSignalRepository' | 'logger'
>;

export function socketConfig(
  library: BaileysLibrary,
  config: Config['baileys'],
  caches: SessionCaches,
  hooks: SocketHooks,
): UserFacingSocketConfig {
  const { FULL } = library.proto.Message.HistorySyncType;
  return {
    ...hooks,
    ...(config.socketUrl === undefined ? {} : { waWebSocketUrl: config.socketUrl }),
    // What the session itself sends is stored by who sends it; the echo doubles the cost of sending.
    emitOwnEvents: false,
    // For what comes with it, see `faults/retry-manager.ts`.
    enableRecentMessageCache: true,
    // Waited under the lock of all inbound messages.
    retryRequestDelayMs: RETRY_PAUSE_MS,
    // Otherwise the user's phone stops showing notifications.
    markOnlineOnConnect: false,
    syncFullHistory: config.syncFullHistory,
    // The other kinds carry the first pairs of phone number and LID.
    shouldSyncHistoryMessage: ({ syncType }) => syncType !== FULL || config.syncFullHistory,
    defaultQueryTimeoutMs: QUERY_TIMEOUT_MS,
    // A failed commit ends the socket. Trying it again on an ended socket would only keep its lock.
    transactionOpts: { maxCommitRetries: 1, delayBetweenTriesMs: 10 },
    userDevicesCache: caches.devices,
    msgRetryCounterCache: caches.retries,
    callOfferCache: caches.calls,
    placeholderResendCache: caches.placeholders,
  };
}
