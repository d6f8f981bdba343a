import { type RunningDouble, startDouble } from '../support/double.js';
import { startGateway, type TestGateway } from '../support/gateway.js';
import { linkSession } from '../support/linked-session.js';
import { type Receiver, startReceiver } from '../support/receiver.js';
import { resumingSubscriber } from '../support/subscriber.js';
import { waitFor } from '../support/wait.js';
import { formOf } from './form.js';

const PHONE = '628123456789';
const FRIEND = '628770001122';
const TIMES = 100;
/** How many messages come so often; the long form is `npm run faults -- --suite duplicates`. */
const FORM = formOf({ count: 1 }, { count: 50 });
const WITHIN_MS = 20_000 + FORM.count * 4_000;

let double: RunningDouble;
let receiver: Receiver;
let gateway: TestGateway;

beforeAll(async () => {
  double = await startDouble({ historyChats: 0, media: false });
  receiver = await startReceiver();
  gateway = await startGateway({ env: { BAILEYS_SOCKET_URL: double.url } });
});
afterAll(async () => {
  await gateway.stop();
  await receiver.close();
  await double.stop();
});

async function stored(id: string, offset: number): Promise<string[]> {
  const { body } = await gateway.rest('GET', `/api/sessions/${id}/messages?limit=100&offset=${offset}`);
  return (body as { messages: { body: string }[] }).messages.map((message) => message.body);
}

it(
  `tells a message once that comes ${TIMES} times at once, or is sealed anew each time`,
  async () => {
    const id = await linkSession(gateway, double, { name: 'repeated', phone: PHONE });
    const hook = { url: receiver.url, events: ['message.received'] };
    await gateway.rest('POST', `/api/sessions/${id}/webhooks`, { body: hook });
    const subscriber = resumingSubscriber();
    await subscriber.connect(gateway.url, gateway.key);
    const texts: string[] = [];
    const write = (text: string, more: { times?: number; id?: string } = {}) =>
      double.control.inject({ to: PHONE, from: FRIEND, name: 'Rina', text, ...more });

    for (let message = 0; message < FORM.count; message += 1) {
      texts.push(`same bytes ${message}`, `sealed anew ${message}`);
      await Promise.all([
        write(`same bytes ${message}`, { times: TIMES }),
        ...Array.from({ length: TIMES }, () => write(`sealed anew ${message}`, { id: `3EB0ANEW${message}` })),
      ]);
    }
    const before = await double.control.handled({ phone: PHONE });
    await waitFor(
      'an answer for every copy',
      async () => (await double.control.handled({ phone: PHONE })).pending === 0,
      WITHIN_MS,
    );
    // Behind all that the copies could have caused.
    await write('the end');
    await waitFor('the end at the receiver', () =>
      receiver.requests.some((request) => request.json().data.body === 'the end'),
    );
    await waitFor('the end at the subscriber', () => subscriber.events.at(-1)?.message?.body === 'the end');
    await subscriber.close();
    const rows = [...(await stored(id, 0)), ...(await stored(id, 100))];
    const told = subscriber.events.flatMap(({ type, message }) =>
      type === 'MessageReceivedEvent' && message !== undefined ? [message.body] : [],
    );
    const delivered = receiver.requests.map((request) => String(request.json().data.body));
    const { nacked } = await double.control.handled({ phone: PHONE });

    const once = [...texts, 'the end'].sort();
    expect(before.sent).toHaveLength(texts.length);
    expect(nacked).toEqual([]);
    expect(rows.sort()).toEqual(once);
    expect(told.sort()).toEqual(once);
    expect(delivered.sort()).toEqual(once);
    FORM.report(`duplicates: ${texts.length} messages, ${TIMES} times each: 1 row, event and delivery of each`);
  },
  2 * WITHIN_MS,
);

it('has one gateway on a database: a second one does not start, and the first keeps its link', async () => {
  const logins = async (): Promise<number> =>
    (await double.control.state()).accounts.flatMap(({ devices }) => devices).reduce((sum, one) => sum + one.logins, 0);
  const before = await logins();

  const second = await startGateway({
    env: { BAILEYS_SOCKET_URL: double.url, AUTO_START_SESSIONS: 'true' },
    folder: gateway.folder,
  }).catch((error: Error) => error.message);

  expect(second).toMatch(/Another gateway works on/);
  expect(await logins()).toBe(before);
  await double.control.inject({ to: PHONE, from: FRIEND, text: 'still here' });
  await waitFor('the first gateway', () =>
    receiver.requests.some((request) => request.json().data.body === 'still here'),
  );
});
