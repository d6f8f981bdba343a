import type { ControlClient } from '../doubles/whatsapp-server/control-client.js';
import { launchDouble } from '../doubles/whatsapp-server/launch.js';

export interface RunningDouble {
  /** For BAILEYS_SOCKET_URL. */
  readonly url: string;
  readonly control: ControlClient;
  /** Hex; what a client that checks its server must trust. */
  readonly rootPublicKey: string;
  /** The media host's certificate, for NODE_EXTRA_CA_CERTS. */
  readonly certFile: string;
  readonly pid: number;
  stop(): Promise<void>;
}

/** The WhatsApp server double as a process of its own, on free ports. @param options any option of the double */
export async function startDouble(options: Record<string, unknown> = {}): Promise<RunningDouble> {
  const args = Object.entries(options).flatMap(([name, value]) => ['--opt', `${name}=${JSON.stringify(value)}`]);
  const { url, client: control, rootPublicKey, certFile, pid, stop } = await launchDouble(args);
  return { url, control, rootPublicKey, certFile, pid, stop };
}
