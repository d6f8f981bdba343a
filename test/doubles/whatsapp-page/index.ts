import { type ControlServer, serveVerbs } from '../process/verb-server.js';
import { messageVerbs } from './control/message-verbs.js';
import { pairingVerbs } from './control/pairing-verbs.js';
import { peopleVerbs } from './control/people-verbs.js';
import { phoneVerbs } from './control/phone-verbs.js';
import { stateVerbs } from './control/state-verbs.js';
import { troubleVerbs } from './control/trouble-verbs.js';
import { type PageDoubleOptions } from './options.js';
import { PageDouble } from './page-double.js';
import { PageServer } from './page-server.js';

/** A page double that is listening. */
export interface RunningPageDouble {
  readonly double: PageDouble;
  readonly server: PageServer;
  /** For `pageControl`. */
  readonly controlUrl: string;
  stop(): Promise<void>;
}

/** Starts the page and its control API in this process. @throws Error when a port is taken */
export async function startPageDouble(
  options: Partial<PageDoubleOptions> = {},
  controlPort = 0,
): Promise<RunningPageDouble> {
  const double = new PageDouble(options);
  const server = new PageServer(double);
  await server.start();
  const control: ControlServer = await serveVerbs(
    {
      ...stateVerbs(double),
      ...peopleVerbs(double),
      ...pairingVerbs(double),
      ...messageVerbs(double),
      ...phoneVerbs(double),
      ...troubleVerbs(double, server),
    },
    controlPort,
  );
  return {
    double,
    server,
    controlUrl: control.url,
    stop: async () => {
      await control.stop();
      await server.stop();
    },
  };
}
