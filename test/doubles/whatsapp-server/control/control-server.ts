import { type ControlServer, serveVerbs, type Verbs } from '../../process/verb-server.js';
import { type WhatsAppDouble } from '../whatsapp-double.js';
import { loadVerbs } from './load-verbs.js';
import { messageVerbs } from './message-verbs.js';
import { pairingVerbs } from './pairing-verbs.js';
import { peopleVerbs } from './people-verbs.js';
import { stateVerbs } from './state-verbs.js';
import { troubleVerbs } from './trouble-verbs.js';

export { type ControlServer };

const verbsOf = (double: WhatsAppDouble): Verbs => ({
  ...stateVerbs(double),
  ...peopleVerbs(double),
  ...pairingVerbs(double),
  ...messageVerbs(double),
  ...troubleVerbs(double),
  ...loadVerbs(double),
});

/** The control API of the double. @param port 0 for any free one. @throws Error when it is taken */
export const startControl = (double: WhatsAppDouble, port = 0): Promise<ControlServer> =>
  serveVerbs(verbsOf(double), port);
