import type { Config } from '../../config/config.js';
import type { EngineFactory } from '../../engine/port.js';
import type { Logger } from '../../runtime/logger.js';
import { WWEBJS_CAPABILITIES } from './capabilities.js';
import { WwebjsEngine } from './engine.js';
import { catchFloatingRejections } from './faults/floating-rejections.js';
import { findBrowser } from './find-browser.js';
import { loadLibrary } from './load-library.js';
import { Profile } from './profile.js';
import { toBrowserProxy } from './proxy.js';
import { TIMINGS, type Timings } from './timings.js';

export interface WwebjsDeps {
  readonly config: Config['wwebjs'];
  readonly logger: Logger;
  readonly timings?: Partial<Timings>;
}

export function createWwebjsFactory({ config, logger, timings: other }: WwebjsDeps): EngineFactory {
  const timings = { ...TIMINGS, ...other };
  /** By session: resolves when its last browser is gone. A profile has one user at a time. */
  const leaving = new Map<string, Promise<void>>();
  /** Sessions that were accepted by the phone and then never became ready, once. */
  const stuck = new Set<string>();

  return {
    kind: 'whatsapp-web.js',
    capabilities: WWEBJS_CAPABILITIES,
    // The page keeps what it was given and may send it by itself.
    resends: false,
    reconnect: { attempts: 5, baseDelayMs: 5000, maxDelayMs: 3_600_000, jitterMs: 1000, announce: true },

    async open(context) {
      const { sessionId, proxy, signal } = context;
      const executablePath = findBrowser(config.executablePath, config.searchPath);
      const launch = { config, executablePath, proxy: proxy && toBrowserProxy(proxy) };
      const library = loadLibrary();
      catchFloatingRejections(logger);
      await leaving.get(sessionId);
      const profile = new Profile(config.dataPath, sessionId);
      await profile.unlock(signal);
      return WwebjsEngine.open({
        context,
        library,
        launch,
        config,
        profile,
        timings,
        logger,
        onStop: (gone) => leave(sessionId, gone),
        onStuck: () => {
          if (stuck.delete(sessionId)) return 'auth-failed';
          stuck.add(sessionId);
          return 'logged-out';
        },
        onReady: () => stuck.delete(sessionId),
      });
    },

    async unlink(sessionId) {
      await leaving.get(sessionId);
      await new Profile(config.dataPath, sessionId).remove();
    },
  };

  function leave(sessionId: string, gone: Promise<void>): void {
    leaving.set(sessionId, gone);
    void gone.then(() => {
      if (leaving.get(sessionId) === gone) leaving.delete(sessionId);
    });
  }
}
