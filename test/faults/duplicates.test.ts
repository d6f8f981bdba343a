import { startGateway } from '../support/gateway.js';
import { resumingSubscriber } from '../support/subscriber.js';
import { waitFor } from '../support/wait.js';
import { formOf } from './form.js';
import { FRIEND, PHONE, startWorld, type World } from './world.js';

const TIMES = 100;
/** How many messages come so often; the long form is `npm run faults -- --suite duplicates`. */
const FORM = formOf({ count: 1 }, { count: 50 });
const WITHIN_MS = 20_000 + FORM.count * 4_000;

let world: World;
beforeAll(async () => (world = await startWorld()));
afterAll(() => world.stop());

async function stored(id: string, offset: number): Promise<string[]> {
  const { body } = await world.gateway.rest('GET', `/api/sessions/${id}/messages?limit=100&offset=${offset}`);
  return (body as { messages: { body: string }[] }).messages.map((message) => message.body);
}

it(
  `tells a message once that comes ${TIMES} times at once, or is sealed anew each time`,
  async () => {
    const { double, gateway, told } = world;
    const id = await world.link({ name: 'repeated' });
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
    await waitFor('the end at the receiver', () => told().some(({ data }) => data.body === 'the end'));
    await waitFor('the end at the subscriber', () => subscriber.events.at(-1)?.message?.body === 'the end');
    await subscriber.close();
    const rows = [...(await stored(id, 0)), ...(await stored(id, 100))];
    const seen = subscriber.events.flatMap(({ type, message }) =>
      type === 'MessageReceivedEvent' && message !== undefined ? [message.body] : [],
    );
    const delivered = told().map(({ data }) => String(data.body));
    const { nacked } = await double.control.handled({ phone: PHONE });

    const once = [...texts, 'the end'].sort();
    expect(before.sent).toHaveLength(texts.length);
    expect(nacked).toEqual([]);
    expect(rows.sort()).toEqual(once);
    expect(seen.sort()).toEqual(once);
    expect(delivered.sort()).toEqual(once);
    FORM.report(`duplicates: ${texts.length} messages, ${TIMES} times each: 1 row, event and delivery of each`);
  },
  2 * WITHIN_MS,
);

it('has one gateway on a database: a second one does not start, and the first keeps its link', async () => {
  const { double, gateway, told } = world;
  const logins = async (): Promise<number> =>
    (await double.control.state()).accounts.flatMap(({ devices }) => devices).reduce((sum, one) => sum + one.logins, 0);
  const before = await logins();

  const second = await startGateway({
    env: { BAILEYS_SOCKET_URL: double.url, AUTO_START_SESSIONS: 'true' },
    folder: gateway.folder,
  }).catch((error: Error) => error.message);

  expect(second).toMatch(/Another gateway works on/);
  expect(await logins()).toBe(before);
  await world.write('still here');
  await waitFor('the first gateway', () => told().some(({ data }) => data.body === 'still here'));
});
