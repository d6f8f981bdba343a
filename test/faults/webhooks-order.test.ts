import { type Receiver, startReceiver } from '../support/receiver.js';
import { openBench, type WebhookBench } from '../webhooks/support.js';
import { formOf } from './form.js';

/** The long form is `npm run faults -- --suite webhooks-order`. */
const FORM = formOf({ count: 1000 }, { count: 10_000 });
const CHATS = 100;
const WITHIN_MS = 30_000 + 20 * FORM.count;

let bench: WebhookBench;
let session: string;
let target: Receiver;

beforeAll(async () => {
  bench = await openBench({ config: { retryDelayMs: 20 } });
  session = await bench.addSession();
  target = await startReceiver({
    answer: (_request, response) => void response.writeHead(FORM.between(1, 20) === 1 ? 500 : 200).end(),
  });
});
afterAll(async () => {
  await bench.close();
  await target.close();
});

it(
  `keeps the order of first tries within each of ${CHATS} chats, over ${FORM.count} events and failures (seed ${FORM.seed})`,
  async () => {
    await bench.webhooks.create(session, { url: target.url, retryCount: 5 });
    const events = Array.from({ length: FORM.count }, (_, i) => ({ chat: FORM.between(1, CHATS), body: String(i) }));

    for (let at = 0; at < events.length; at += 500) {
      const burst = events.slice(at, at + 500);
      await Promise.all(burst.map(({ chat, body }) => bench.receiveText(session, `62877000${1000 + chat}@c.us`, body)));
    }

    await target.received(FORM.count, WITHIN_MS);
    await bench.relay.drain();
    const chats = new Map<string, { seq: number; body: number }[]>();
    for (const request of target.requests) {
      if (request.headers['x-openwa-retry-count'] !== '0') continue;
      const { data } = request.json();
      const told = chats.get(String(data.chatId)) ?? [];
      told.push({ seq: Number(request.headers['x-openwa-seq']), body: Number(data.body) });
      chats.set(String(data.chatId), told);
    }
    const first = [...chats.values()];
    expect(first.flat()).toHaveLength(FORM.count);
    expect(chats.size).toBeGreaterThan(CHATS / 2);
    for (const told of first) {
      expect(told.map(({ body }) => body)).toEqual(told.map(({ body }) => body).sort((a, b) => a - b));
      expect(told.map(({ seq }) => seq)).toEqual(told.map(({ seq }) => seq).sort((a, b) => a - b));
    }
    expect(target.requests.length).toBeGreaterThan(FORM.count);
    FORM.report(
      `webhooks-order: ${FORM.count} events of ${chats.size} chats, ${target.requests.length} requests: each chat in order`,
    );
  },
  WITHIN_MS + 30_000,
);
