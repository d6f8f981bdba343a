import { linkSession } from '../../test/support/linked-session.js';
import { startDouble, type RunningDouble } from '../../test/support/double.js';
import { startGateway, type TestGateway } from '../../test/support/gateway.js';
import { waitFor } from '../../test/support/wait.js';
import { type Database } from '../arguments.js';
import { type Cores } from '../cores.js';

export interface Linked {
  readonly gateway: TestGateway;
  readonly gatewayPid: number;
  readonly network: RunningDouble;
}

/** The gateway as an operator runs it, on the server core, and a WhatsApp network for it on the load core. */
export async function startLinked(
  cores: Cores,
  later: (step: () => unknown) => void,
  env: Record<string, string> = {},
  database: Database = 'sqlite',
): Promise<Linked> {
  const network = await startDouble();
  later(() => network.stop());
  cores.pinLoad(network.pid);
  const gateway = await startGateway({
    database,
    env: { NODE_ENV: 'production', LOG_LEVEL: 'warn', BAILEYS_SOCKET_URL: network.url, ...env },
  });
  later(() => gateway.stop());
  const gatewayPid = gateway.process.pid ?? 0;
  cores.pinServer(gatewayPid);
  return { gateway, gatewayPid, network };
}

const PHONE = '628123456789';

/** One session with 20 messages in its history, received as any others. @returns the session's id */
export async function linkWithHistory({ gateway, network }: Linked): Promise<string> {
  const id = await linkSession(gateway, network, { name: 'bench', phone: PHONE });
  for (let index = 0; index < 20; index++) {
    const text = `Message ${index}: is the parcel for order ${4700 + index} on its way? The customer asks for it again.`;
    await network.control.inject({
      to: PHONE,
      from: `62877000${1000 + (index % 5)}`,
      name: `Contact ${index % 5}`,
      text,
    });
  }
  await waitFor('20 messages in the history', async () => {
    const { body } = await gateway.rest('GET', `/api/sessions/${id}/messages?limit=20`);
    return (body as { messages?: unknown[] }).messages?.length === 20;
  });
  return id;
}
