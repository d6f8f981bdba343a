import { type RunningDouble, startDouble } from '../support/double.js';
import { startGateway, type TestGateway } from '../support/gateway.js';
import { linkSession, waitForStatus } from '../support/linked-session.js';
import { dropPostgresDatabases } from '../support/postgres.js';
import { waitFor } from '../support/wait.js';
import { databases } from './databases.js';
import { formOf } from './form.js';

const PHONE = '628123456789';
const RINA = '628770001122';
/** The long form is `npm run faults -- --suite scheduled`. */
const FORM = formOf({ kills: 3 }, { kills: 10 });
const MESSAGES = 10 * FORM.kills;
const WITHIN_MS = 60_000 + FORM.kills * 15_000;
const STATUSES = ['SCHEDULED', 'SENDING', 'SENT', 'FAILED', 'EXPIRED'];
const SCHEDULES = `query ($sessionId: ID!, $statuses: [ScheduledMessageStatus!], $after: String) {
  scheduledMessages(sessionId: $sessionId, first: 100, statuses: $statuses, after: $after) {
    edges { node { body status waMessageId message { ack } } } pageInfo { hasNextPage endCursor } } }`;

let double: RunningDouble;
let gateway: TestGateway;

beforeEach(async () => {
  double = await startDouble({ historyChats: 0 });
});
afterEach(async () => {
  await gateway.stop();
  await double.stop();
  await dropPostgresDatabases();
});

interface Scheduled {
  readonly body: string;
  readonly status: string;
  readonly waMessageId: string | null;
  readonly message: { readonly ack: string } | null;
}
interface Schedules {
  readonly edges: readonly { readonly node: Scheduled }[];
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
}

async function schedulesOf(sessionId: string, statuses: readonly string[]): Promise<Scheduled[]> {
  const all: Scheduled[] = [];
  let page: Schedules['pageInfo'] = { hasNextPage: true, endCursor: null };
  while (page.hasNextPage) {
    const variables = { sessionId, statuses, after: page.endCursor };
    const { data } = await gateway.query<{ scheduledMessages: Schedules }>(SCHEDULES, variables);
    const { edges, pageInfo } = data!.scheduledMessages;
    all.push(...edges.map(({ node }) => node));
    page = pageInfo;
  }
  return all;
}

it.each(databases(['sqlite']))(
  `on %s, sends each of ${MESSAGES} scheduled messages once, although it is killed while they are due`,
  async (database) => {
    const env = { BAILEYS_SOCKET_URL: double.url, NODE_EXTRA_CA_CERTS: double.certFile, AUTO_START_SESSIONS: 'true' };
    gateway = await startGateway({ env, database });
    const { folder } = gateway;
    const sessionId = await linkSession(gateway, double, { name: 'killed', phone: PHONE });
    const texts = Array.from({ length: MESSAGES }, (_, index) => `scheduled ${index}`);
    const from = Date.now() + 1000;
    for (const [index, text] of texts.entries()) {
      const content =
        index % 10 === 9
          ? { document: { base64: 'AAAA', mimetype: 'application/zip', caption: text } }
          : { text: { text } };
      const sendAt = new Date(from + index * 100).toISOString();
      const { errors } = await gateway.query(
        'mutation ($input: ScheduleMessageInput!) { scheduleMessage(input: $input) { id } }',
        { input: { sessionId, chatId: `${RINA}@c.us`, content, sendAt } },
      );
      expect(errors).toBeUndefined();
    }
    const received = async () => (await double.control.received({ phone: PHONE, limit: 10_000 })).messages;

    for (let kill = 0; kill < FORM.kills; kill++) {
      const before = new Set((await received()).map(({ id }) => id)).size;
      await waitFor(
        'some more messages',
        async () => new Set((await received()).map(({ id }) => id)).size > before,
        30_000,
      );
      await gateway.kill();
      gateway = await startGateway({ env, folder });
      await waitForStatus(gateway, sessionId, 'ready');
    }
    const schedules = await waitFor(
      'the end of every schedule',
      async () => {
        const rows = await schedulesOf(sessionId, STATUSES);
        return rows.every(({ status }) => status !== 'SCHEDULED' && status !== 'SENDING') ? rows : undefined;
      },
      WITHIN_MS,
    );

    const idsOf = new Map<string, Set<string>>();
    for (const { id, text, message } of await received()) {
      const shown = text ?? (message as { documentMessage?: { caption?: string } })?.documentMessage?.caption ?? '';
      idsOf.set(shown, (idsOf.get(shown) ?? new Set()).add(id));
    }
    expect(schedules.map(({ status }) => status)).toEqual(texts.map(() => 'SENT'));
    expect(schedules.map(({ body }) => body)).toEqual(texts);
    // A phone shows one message an id, however often it comes.
    expect(texts.map((text) => [...(idsOf.get(text) ?? [])])).toEqual(
      schedules.map(({ waMessageId }) => [waMessageId?.split('_')[2]]),
    );
    await waitFor('every ack', async () =>
      (await schedulesOf(sessionId, ['SENT'])).every(({ message }) =>
        ['SERVER', 'DEVICE'].includes(message?.ack ?? ''),
      ),
    );
    FORM.report(`scheduled on ${database}: ${MESSAGES} messages, ${FORM.kills} kills while they are due`);
  },
  2 * WITHIN_MS,
);
