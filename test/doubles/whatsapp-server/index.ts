import './fast-curve.js'; // before Baileys is loaded
import { type ControlServer, startControl } from './control/control-server.js';
import { type DoubleOptions } from './options.js';
import { type DoubleParts, WhatsAppDouble } from './whatsapp-double.js';
import { ROOT_PUBLIC_KEY_HEX } from './wire/root-key.js';

export interface StartOptions extends Partial<DoubleOptions>, DoubleParts {
  /** Port of the control API; any free one unless told. */
  controlPort?: number;
}

/** A double that is listening. */
export interface RunningDouble {
  readonly double: WhatsAppDouble;
  readonly control: ControlServer;
  /** For the client's `waWebSocketUrl`. */
  readonly url: string;
  /** For `controlClient`. */
  readonly controlUrl: string;
  /** The certificate root a client must trust, hex; Baileys 7.0.0-rc14 takes any. */
  readonly rootPublicKey: string;
  stop(): Promise<void>;
}

/** Starts the double and its control API in this process. @throws Error when a port is taken */
export async function startWhatsAppDouble(options: StartOptions = {}): Promise<RunningDouble> {
  const { controlPort, rootPrivateKey, mediaCertificate, trace, ...settings } = options;
  const double = new WhatsAppDouble(settings, { rootPrivateKey, mediaCertificate, trace });
  await double.start();
  const control = await startControl(double, controlPort);
  return {
    double,
    control,
    url: double.url,
    controlUrl: control.url,
    rootPublicKey: ROOT_PUBLIC_KEY_HEX,
    stop: async () => {
      await control.stop();
      await double.stop();
    },
  };
}

export { type WhatsAppDouble };
