/**
 * Runs inside Chromium in place of the WhatsApp Web bundle and offers what whatsapp-web.js looks for: the module loader
 * `window.require` and `window.Debug.VERSION`. Nothing here is WhatsApp's code: names and shapes come from what the
 * library calls.
 */
import { options } from './config.js';
import { onEvent } from './events.js';
import { begin } from './login.js';
import { requireModule } from './registry.js';
import { connect } from './server.js';

function boot() {
  window.require = requireModule;
  window.Debug = { VERSION: options.version };
  connect(begin, onEvent);
}

if (options.debugDelayMs === 0) boot();
else if (options.debugDelayMs > 0) setTimeout(boot, options.debugDelayMs);
