import { readQr } from '../test/support/qr.js';
import { waitFor } from '../test/support/wait.js';
import { ACCOUNT, FRIENDS, isSigned, WEBHOOK_SECRET, type Parts } from './parts.js';

const STEP_WITHIN_MS = 15_000;
/** The first start of a browser takes its time on a small machine. */
const LINKED_WITHIN_MS = 60_000;

interface GraphQLResult {
  readonly data?: Record<string, never> | null;
  readonly errors?: readonly { readonly message: string }[];
}

/** A subscription whose answers can be waited for, one condition at a time. */
class Watch {
  private readonly seen: Record<string, unknown>[] = [];
  private failure: Error | undefined;

  constructor(source: AsyncIterable<unknown>) {
    this.pump(source as AsyncIterable<GraphQLResult>).catch((failure: unknown) => {
      // a refused document arrives as a list of errors
      const [error] = [failure].flat() as { message: string }[];
      this.failure = new Error(error?.message ?? 'the subscription ended');
    });
  }

  private async pump(source: AsyncIterable<GraphQLResult>): Promise<void> {
    for await (const { data, errors } of source) {
      if (errors !== undefined) throw new Error(errors[0]?.message);
      this.seen.push(...Object.values(data ?? {}));
    }
  }

  async until(
    what: string,
    test: (event: Record<string, unknown>) => boolean,
    withinMs = STEP_WITHIN_MS,
  ): Promise<Record<string, unknown>> {
    const look = (): Record<string, unknown> | undefined => {
      if (this.failure !== undefined) throw this.failure;
      return this.seen.find(test);
    };
    return waitFor(what, look, withinMs);
  }
}

const EVENTS = `subscription ($after: Cursor) {
  events(after: $after) {
    __typename
    ... on MessageReceivedEvent { message { body author } }
    ... on MessageSentEvent { message { body waMessageId } }
    ... on MessageAckEvent { ack message { waMessageId } }
    ... on SessionStatusEvent { status }
    ... on SessionQrEvent { qr }
  }
}`;

export interface Linked {
  readonly sessionId: string;
}

type Step = <T>(name: string, act: () => Promise<T>) => Promise<T>;

async function rest<T>(parts: Parts, status: number, method: string, path: string, body?: unknown): Promise<T> {
  const answer = await parts.gateway.rest(method, path, { body });
  if (answer.status !== status) {
    throw new Error(`${method} ${path} answered ${answer.status}: ${JSON.stringify(answer.body)}`);
  }
  return answer.body as T;
}

/** Makes a session, lets the pretend phone scan its QR, registers the webhook. */
export async function link(parts: Parts, step: Step): Promise<Linked> {
  const { id } = await step('REST      create a session', () =>
    rest<{ id: string }>(parts, 201, 'POST', '/api/sessions', { name: 'demo' }),
  );
  const live = new Watch(parts.ws.iterate({ query: EVENTS }));
  await step('REST      register a signed webhook', () =>
    rest(parts, 201, 'POST', `/api/sessions/${id}/webhooks`, {
      url: parts.receiver.url,
      events: ['*'],
      secret: WEBHOOK_SECRET,
    }),
  );
  await step('REST      start the session', () => rest(parts, 200, 'POST', `/api/sessions/${id}/start`));
  const { qr } = await step('WS        its QR code arrives', () =>
    live.until('a QR code', (event) => event.__typename === 'SessionQrEvent', LINKED_WITHIN_MS),
  );
  await step('WhatsApp  the phone scans the picture', () => parts.network.scan(readQr(qr as string), ACCOUNT));
  await step('WS        the session is READY', () =>
    live.until('READY', (event) => event.status === 'READY', LINKED_WITHIN_MS),
  );
  return { sessionId: id };
}

/** In and out, seen on all four surfaces. @throws Error naming the first step that was not seen */
export async function fullCircle(parts: Parts, { sessionId }: Linked, step: Step): Promise<void> {
  const { network, receiver } = parts;
  const friend = FRIENDS[0]!;
  const friendId = `${friend.phone}@c.us`;
  const ws = new Watch(parts.ws.iterate({ query: EVENTS }));
  const sse = new Watch(parts.sse.iterate({ query: EVENTS }));
  await new Promise((resolve) => setTimeout(resolve, 250));
  const delivered = (event: string, test: (data: Record<string, unknown>) => boolean) =>
    waitFor(
      `the webhook ${event}`,
      () => receiver.requests.find((request) => request.json().event === event && test(request.json().data)),
      STEP_WITHIN_MS,
    );

  const hello = 'Is the truck on its way?';
  await step(`WhatsApp  ${friend.name} writes`, () => network.write(hello, friend, ACCOUNT));
  const isHello = (event: Record<string, unknown>) => (event.message as { body?: string } | undefined)?.body === hello;
  await step('WS        messageReceived', () => ws.until('the message', isHello));
  await step('SSE       messageReceived', () => sse.until('the message', isHello));
  const received = await step('Webhook   message.received', () =>
    delivered('message.received', (data) => data.body === hello),
  );
  if (!isSigned(received.body, received.headers['x-openwa-signature']))
    throw new Error('the webhook signature does not verify');
  await step('REST      the message is in the history', async () => {
    const { messages } = await rest<{ messages: { body: string }[] }>(
      parts,
      200,
      'GET',
      `/api/sessions/${sessionId}/messages?chatId=${friendId}`,
    );
    if (!messages.some((message) => message.body === hello)) throw new Error('the history does not hold the message');
  });

  const answer = 'Yes, 20 minutes.';
  const sent = await step('GraphQL   sendText', async () => {
    const result = await parts.gateway.query<{ sendText: { message: { waMessageId: string } } }>(
      'mutation ($input: SendTextInput!) { sendText(input: $input) { message { waMessageId ack } } }',
      { input: { sessionId, chatId: friendId, text: answer } },
    );
    if (result.errors !== undefined) throw new Error(result.errors[0]?.message);
    return result.data!.sendText.message;
  });
  const arrives = (text: string) =>
    waitFor(`"${text}" at the contact`, async () => (await network.textsOf(ACCOUNT)).includes(text), STEP_WITHIN_MS);
  await step(`WhatsApp  ${friend.name} reads it`, () => arrives(answer));
  const isRead = (event: Record<string, unknown>) =>
    event.__typename === 'MessageAckEvent' &&
    event.ack === 'READ' &&
    (event.message as { waMessageId: string }).waMessageId === sent.waMessageId;
  await step('WS        messageAck READ', () => ws.until('the read receipt', isRead));
  await step('SSE       messageAck READ', () => sse.until('the read receipt', isRead));
  await step('Webhook   message.ack read', () =>
    delivered('message.ack', (data) => data.messageId === sent.waMessageId && data.status === 'read'),
  );
  await step('REST      the history says read', async () => {
    const { messages } = await rest<{ messages: { waMessageId: string; status: string }[] }>(
      parts,
      200,
      'GET',
      `/api/sessions/${sessionId}/messages`,
    );
    const status = messages.find((message) => message.waMessageId === sent.waMessageId)?.status;
    if (status !== 'read') throw new Error(`the history says ${String(status)}`);
  });
  await step('REST      send-text', () =>
    rest(parts, 201, 'POST', `/api/sessions/${sessionId}/messages/send-text`, {
      chatId: friendId,
      text: 'Sent over REST.',
    }),
  );
  await step('WhatsApp  it arrives too', () => arrives('Sent over REST.'));
}
