import type { Config } from '../../config/config.js';
import type { EngineFactory } from '../../engine/port.js';
import type { Logger } from '../../runtime/logger.js';
import type { EngineStore } from '../../store/engine-store.js';
import { AuthFolder } from './auth-folder.js';
import { BAILEYS_CAPABILITIES } from './capabilities.js';
import { BaileysEngine } from './engine.js';
import { KeptMessages } from './kept-messages.js';
import { Links } from './links.js';
import { loadLibrary } from './load-library.js';
import { createSessionCaches, type SessionCaches } from './session-caches.js';
import { Turns } from './turns.js';
import { Turnstile } from './turnstile.js';

const FIRST_LOGIN_AT_MOST_MS = 30_000;

export interface BaileysDeps {
  readonly store: EngineStore;
  readonly config: Config['baileys'];
  readonly logger: Logger;
}

export function createBaileysFactory({ store, config, logger }: BaileysDeps): EngineFactory {
  const firstLogins = new Turnstile(FIRST_LOGIN_AT_MOST_MS);
  const turns = new Turns();
  const cachesOf = new Map<string, SessionCaches>();
  return {
    kind: 'baileys',
    capabilities: BAILEYS_CAPABILITIES,
    resends: true,
    reconnect: { attempts: 5, baseDelayMs: 1000, maxDelayMs: 30_000, jitterMs: 250, announce: false },

    async open(context) {
      const { sessionId, proxy } = context;
      if (proxy) logger.warn({ sessionId }, 'the baileys engine ignores the proxy of this session');
      const library = await loadLibrary(config);
      const caches = cachesOf.get(sessionId) ?? createSessionCaches();
      cachesOf.set(sessionId, caches);
      return BaileysEngine.open({
        sessionId,
        context,
        store,
        library,
        kept: new KeptMessages(sessionId, store, library),
        config,
        caches,
        links: new Links({ sessionId, authDir: config.authDir, store, library, logger }),
        turns,
        logger,
        libraryLogger: logger.child({ library: 'baileys', sessionId }, { level: config.logLevel }),
        firstLogins,
        onClose: () => cachesOf.delete(sessionId),
      });
    },

    async unlink(sessionId) {
      await new AuthFolder(config.authDir, sessionId).remove();
      await store.forget(sessionId);
      cachesOf.delete(sessionId);
    },
  };
}
