import { type RunningDouble, startDouble } from '../support/double.js';
import { startGateway, type TestGateway } from '../support/gateway.js';
import { linkSession } from '../support/linked-session.js';
import { type Receiver, type ReceiverOptions, startReceiver, type WebhookBody } from '../support/receiver.js';

/** The account of the session, unless a suite has several. */
export const PHONE = '628123456789';
export const FRIEND = '628770001122';

export interface WorldOptions {
  /** Options of the double, beside no history and no media. */
  readonly double?: Record<string, unknown>;
  readonly receiver?: ReceiverOptions;
  /** Beside where WhatsApp is. */
  readonly env?: Readonly<Record<string, string>>;
}

/** What a fault breaks: WhatsApp's double, the gateway on it, and a receiver of its webhooks, each a server of its own. */
export interface World {
  readonly double: RunningDouble;
  readonly gateway: TestGateway;
  readonly receiver: Receiver;
  /** Links a session, with a webhook of the receiver for these events. @returns its id */
  link(session: { name: string; phone?: string; events?: readonly string[] }): Promise<string>;
  /** @returns its id */
  addWebhook(sessionId: string, url: string, events?: readonly string[]): Promise<string>;
  /** A text from a contact to the account. */
  readonly write: (text: string) => Promise<unknown>;
  /** What the receiver was told so far, in the order in which it came. */
  readonly told: () => readonly WebhookBody[];
  /** Ends all three. */
  stop(): Promise<void>;
}

const RECEIVED = ['message.received'];

export async function startWorld({ double: options, receiver: answers, env }: WorldOptions = {}): Promise<World> {
  const double = await startDouble({ historyChats: 0, media: false, ...options });
  const receiver = await startReceiver(answers);
  const gateway = await startGateway({ env: { BAILEYS_SOCKET_URL: double.url, ...env } });

  const addWebhook: World['addWebhook'] = async (sessionId, url, events = RECEIVED) => {
    const answer = await gateway.rest('POST', `/api/sessions/${sessionId}/webhooks`, { body: { url, events } });
    if (answer.status !== 201) throw new Error(`no webhook was made: ${JSON.stringify(answer.body)}`);
    return (answer.body as { id: string }).id;
  };
  return {
    double,
    gateway,
    receiver,
    addWebhook,
    async link({ name, phone = PHONE, events = RECEIVED }) {
      const id = await linkSession(gateway, double, { name, phone });
      await addWebhook(id, receiver.url, events);
      return id;
    },
    write: (text) => double.control.inject({ to: PHONE, from: FRIEND, name: 'Rina', text }),
    told: () => receiver.requests.map((request) => request.json()),
    async stop() {
      await gateway.stop();
      await receiver.close();
      await double.stop();
    },
  };
}
