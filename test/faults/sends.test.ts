import { setTimeout as pause } from 'node:timers/promises';
import { type RunningDouble, startDouble } from '../support/double.js';
import { startGateway, type TestGateway } from '../support/gateway.js';
import { linkSession, waitForStatus } from '../support/linked-session.js';
import { dropPostgresDatabases } from '../support/postgres.js';
import { waitFor } from '../support/wait.js';
import { databases } from './databases.js';
import { formOf } from './form.js';

const PHONE = '628123456789';
const FRIEND = '628770001122@c.us';
/** Two kills among 40 sends; the long form (`npm run faults -- --suite sends`) has 50 among 1,000. */
const FORM = formOf({ kills: 2 }, { kills: 50 });
const SENDS = FORM.kills * 20;
/** Clients that each send one message after another. */
const CLIENTS = 8;
/** No client is cut more often than this for one message, so that it comes to an end. */
const CUTS_AT_MOST = 3;
const WITHIN_MS = 60_000 + 6_000 * FORM.kills;

/** How one message is sent: planned by the seed. */
interface Plan {
  readonly text: string;
  readonly key: string;
  readonly over: 'REST' | 'GraphQL';
  /** After how many milliseconds the client is cut, try by try; after the last it is left alone. */
  readonly cutsMs: readonly number[];
  /** WhatsApp refuses the message that it gets next. */
  readonly refuses: boolean;
}
type Final = { readonly messageId: string } | { readonly refused: string };

const PLANS: readonly Plan[] = Array.from({ length: SENDS }, (_, index) => ({
  text: `send ${index}`,
  key: `key-${FORM.seed}-${index}`,
  over: FORM.between(0, 1) === 0 ? 'REST' : 'GraphQL',
  cutsMs: Array.from({ length: FORM.between(0, CUTS_AT_MOST) }, () => FORM.between(1, 40)),
  refuses: FORM.between(1, 25) === 1,
}));
const MORE_BEFORE_KILL = Array.from({ length: FORM.kills }, () => FORM.between(4, 14));
const MUTATION = `mutation ($key: String!, $input: SendTextInput!) {
  sendText(idempotencyKey: $key, input: $input) { message { waMessageId } } }`;
/** The same request may succeed later, or what became of it is not known yet. */
const AGAIN = new Set([409, 429, 503, 504]);
const AGAIN_CODES = new Set(['IDEMPOTENCY_IN_PROGRESS', 'SESSION_NOT_CONNECTED', 'UNAVAILABLE', 'SEND_UNKNOWN']);

let double: RunningDouble;
let gateway: TestGateway;
let sessionId: string;
/** Clients wait while it is shut: the gateway is down, or is looked at before anybody repeats anything. */
let isShut = false;
let tries = 0;

async function ask({ text, key, over }: Plan, signal: AbortSignal): Promise<Final | undefined> {
  const input = { chatId: FRIEND, text };
  const headers = { 'content-type': 'application/json', 'x-api-key': gateway.key };
  const post = async (path: string, body: object, more: Record<string, string> = {}) => {
    const all = { ...headers, ...more };
    const answer = await fetch(gateway.url + path, {
      method: 'POST',
      headers: all,
      body: JSON.stringify(body),
      signal,
    });
    return { status: answer.status, body: (await answer.json()) as Record<string, never> };
  };
  if (over === 'REST') {
    const path = `/api/sessions/${sessionId}/messages/send-text`;
    const { status, body } = await post(path, input, { 'idempotency-key': key });
    if (status === 201) return { messageId: body.messageId! };
    return AGAIN.has(status) ? undefined : { refused: String(body.message) };
  }
  const { body } = await post('/graphql', { query: MUTATION, variables: { key, input: { sessionId, ...input } } });
  const { data, errors } = body as {
    data?: { sendText: { message: { waMessageId: string } } };
    errors?: readonly Failure[];
  };
  const [error] = errors ?? [];
  if (error === undefined) return { messageId: data!.sendText.message.waMessageId };
  return AGAIN_CODES.has(error.extensions.code) ? undefined : { refused: error.message };
}
interface Failure {
  readonly message: string;
  readonly extensions: { readonly code: string };
}

/** Sends one message, and repeats the request until there is an answer that is final. */
async function send(plan: Plan): Promise<Final> {
  if (plan.refuses) await double.control.reject(PHONE, [463]);
  for (let attempt = 0; ; attempt += 1) {
    while (isShut) await pause(5);
    tries += 1;
    const cutMs = plan.cutsMs[attempt];
    const signal = cutMs === undefined ? AbortSignal.timeout(15_000) : AbortSignal.timeout(cutMs);
    // Cut, or nobody there: the answer is not known.
    const final = await ask(plan, signal).catch(() => undefined);
    if (final !== undefined) return final;
    await pause(20 + 10 * (attempt % 5));
  }
}

interface Stored {
  readonly body: string;
  readonly waMessageId: string;
  readonly status: string;
  readonly failure: { readonly code: string } | null;
}
async function stored(): Promise<Stored[]> {
  const all: Stored[] = [];
  for (;;) {
    const { data } = await gateway.query<{ messages: { messages: Stored[] } }>(
      `query ($offset: Int!) { messages(sessionId: "${sessionId}", limit: 100, offset: $offset) {
         messages { body waMessageId status failure { code } } } }`,
      { offset: all.length },
    );
    const page = data!.messages.messages;
    all.push(...page);
    if (page.length < 100) return all;
  }
}

const UNFINISHED = 'SELECT "subject" FROM "Submission" WHERE "endedAt" IS NULL';

/** Resolves at a moment at which several messages are on their way. */
async function someInFlight(): Promise<void> {
  const until = Date.now() + 2_000;
  while ((await gateway.rows(UNFINISHED)).length < 2 && Date.now() < until) await pause(1);
}

/** The messages whose request had begun and not ended when the gateway was killed. */
const inFlight = async (): Promise<string[]> =>
  (await gateway.rows<{ subject: string }>(UNFINISHED)).map(({ subject }) => subject);
const stanzaIdOf = (waMessageId: string): string => waMessageId.split('_')[2] ?? '';

describe.each(databases())('on %s', (database) => {
  beforeAll(async () => {
    isShut = false;
    tries = 0;
    double = await startDouble({ historyChats: 0, media: false });
  });
  afterAll(async () => {
    await gateway.stop();
    await double.stop();
    await dropPostgresDatabases();
  });

  it(
    `sends each of ${SENDS} messages once by its id, killed ${FORM.kills} times and asked by clients that are cut (seed ${FORM.seed})`,
    async () => {
      const env = { BAILEYS_SOCKET_URL: double.url, AUTO_START_SESSIONS: 'true' };
      gateway = await startGateway({ env, database });
      const { folder } = gateway;
      sessionId = await linkSession(gateway, double, { name: 'killed', phone: PHONE });
      const finals = new Map<string, Final>();
      let next = 0;
      const client = async (): Promise<void> => {
        for (let plan = PLANS[next++]; plan !== undefined; plan = PLANS[next++])
          finals.set(plan.text, await send(plan));
      };

      const clients = Promise.all(Array.from({ length: CLIENTS }, client));
      let killsInFlight = 0;
      const untold: Stored[] = [];
      for (const more of MORE_BEFORE_KILL) {
        const until = Math.min(finals.size + more, SENDS - 2 * CLIENTS);
        await waitFor('some more sends', () => finals.size >= until, 30_000);
        await someInFlight();
        await gateway.kill();
        isShut = true;
        const doubted = new Set(await inFlight());
        if (doubted.size > 0) killsInFlight += 1;
        gateway = await startGateway({ env, folder });
        const after = (await stored()).filter(({ waMessageId }) => doubted.has(waMessageId));
        untold.push(...after.filter(({ status }) => status === 'PENDING'));
        isShut = false;
        await waitForStatus(gateway, sessionId, 'ready', 10_000);
      }
      await clients;
      const { messages, rejected } = await double.control.received({ phone: PHONE, limit: 10_000 });
      const arrived = messages.filter(({ text }) => PLANS.some((plan) => plan.text === text));
      const ids = new Set(arrived.map(({ id }) => id));
      const wasRefused = ({ waMessageId }: Stored): boolean => rejected.includes(stanzaIdOf(waMessageId));
      // A refusal that a kill took is not told again, and nothing else is ever told of such a message.
      const isOver = (row: Stored): boolean =>
        row.status === 'DELIVERED' || row.status === 'FAILED' || (row.status === 'UNKNOWN' && wasRefused(row));
      await waitFor('what WhatsApp told of every message', async () => (await stored()).every(isOver)).catch(
        () => undefined,
      );
      const rows = await stored();

      expect(rows.filter((row) => !isOver(row))).toEqual([]);
      expect(killsInFlight).toBeGreaterThan(0);
      expect(untold).toEqual([]);
      // Every request has its one message, which is there once by id, or was refused.
      expect([...finals.keys()].sort()).toEqual(PLANS.map(({ text }) => text).sort());
      expect(rows.map(({ body }) => body).sort()).toEqual(PLANS.map(({ text }) => text).sort());
      const rowOf = new Map(rows.map((row) => [row.body, row]));
      for (const { text } of PLANS) {
        const row = rowOf.get(text)!;
        const final = finals.get(text)!;
        const id = stanzaIdOf(row.waMessageId);
        const copies = new Set(arrived.filter((message) => message.text === text).map((message) => message.id));
        const what = { text, final, row };
        expect({ ...what, copies: [...copies] }).toEqual({ ...what, copies: ids.has(id) ? [id] : [] });
        expect({ ...what, isTold: 'refused' in final || final.messageId === row.waMessageId }).toEqual({
          ...what,
          isTold: true,
        });
        // What is not there was refused, and says so with WhatsApp's code unless a kill took that.
        const truth = ids.has(id)
          ? { status: 'DELIVERED', code: undefined }
          : row.status === 'UNKNOWN'
            ? { status: 'UNKNOWN', code: undefined }
            : { status: 'FAILED', code: '463' };
        expect({ ...what, status: row.status, code: row.failure?.code }).toEqual({ ...what, ...truth });
        if (!ids.has(id)) expect(rejected).toContain(id);
        // Who was told that it was refused was told the truth.
        if ('refused' in final) expect({ ...what, wasThere: ids.has(id) }).toEqual({ ...what, wasThere: false });
      }
      const unknown = rows.filter(({ status }) => status === 'UNKNOWN').length;
      expect(unknown).toBeLessThanOrEqual(FORM.kills);
      const twice = arrived.filter(({ resend }) => resend !== true).length - ids.size;
      expect(tries).toBeGreaterThan(SENDS);
      FORM.report(
        `sends on ${database}: ${SENDS} sends in ${tries} requests, ${FORM.kills} kills, ${killsInFlight} of them in a ` +
          `send; ${ids.size} delivered once by id, ${twice} put on the wire a second time under their id, ` +
          `${SENDS - ids.size} refused, of which ${unknown} do not know it because a kill took the refusal`,
      );
    },
    2 * WITHIN_MS,
  );

  it('transmits once what is asked for a hundred times at once', async () => {
    const plan: Plan = { text: 'a hundred times', key: 'hundred', over: 'REST', cutsMs: [], refuses: false };

    const answers = await Promise.all(
      Array.from({ length: 100 }, (_, index) => send({ ...plan, over: index % 2 === 0 ? 'REST' : 'GraphQL' })),
    );

    const { messages } = await double.control.received({ phone: PHONE, limit: 10_000 });
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
    expect(messages.filter(({ text }) => text === plan.text)).toHaveLength(1);
  });
});
