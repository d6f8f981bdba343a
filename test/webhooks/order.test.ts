import type { ServerResponse } from 'node:http';
import { formOf } from '../faults/form.js';
import { type ReceivedRequest, type Receiver, startReceiver } from '../support/receiver.js';
import { waitFor } from '../support/wait.js';
import { ALICE, BOB, openBench, type WebhookBench } from './support.js';

/** For the seed of what fails. The order within each chat is test/faults/webhooks-order.test.ts. */
const FORM = formOf({}, {});

let gateway: WebhookBench;
let session: string;
const receivers: Receiver[] = [];

beforeEach(async () => {
  gateway = await openBench({ config: { retryDelayMs: 20 } });
  session = await gateway.addSession();
});
afterEach(async () => {
  await gateway.close();
  await Promise.all(receivers.splice(0).map((receiver) => receiver.close()));
});
async function receiver(options: Parameters<typeof startReceiver>[0]): Promise<Receiver> {
  const started = await startReceiver(options);
  receivers.push(started);
  return started;
}
const seqsOf = (target: Receiver): number[] =>
  target.requests.map((request) => Number(request.headers['x-openwa-seq']));

describe('a webhook that wants strict order', () => {
  const COUNT = 60;

  it('gets one event at a time, and the next one only after the one before is through', async () => {
    let failures = 0;
    const target = await receiver({
      answer: (request, response) => {
        const fails = FORM.between(1, 4) === 1 && request.headers['x-openwa-retry-count'] !== '3';
        failures += fails ? 1 : 0;
        response.writeHead(fails ? 500 : 200).end();
      },
    });
    await gateway.webhooks.create(session, { url: target.url, retryCount: 5, ordered: true });

    for (let i = 0; i < COUNT; i += 1) await gateway.receiveText(session, i % 2 ? ALICE : BOB, String(i));

    await target.received(COUNT, 30_000);
    const done = async () => (await gateway.store.data.delivery.count({ where: { state: 'SUCCEEDED' } })) === COUNT;
    await waitFor('everything delivered', done, 30_000);
    const seqs = seqsOf(target);
    expect(seqs).toEqual([...seqs].sort((a, b) => a - b));
    expect(new Set(seqs).size).toBe(COUNT);
    expect(seqs).toHaveLength(COUNT + failures);
    expect(failures).toBeGreaterThan(0);
    expect(target.mostOpen).toBe(1);
  }, 60_000);

  it('goes on with the next event when one is given up', async () => {
    const target = await receiver({ statuses: [500, 500, 200] });
    await gateway.webhooks.create(session, { url: target.url, retryCount: 1, ordered: true });

    await gateway.receiveText(session, ALICE, 'first');
    await gateway.receiveText(session, BOB, 'second');

    const requests = await target.received(3);
    expect(requests.map((request) => request.json().data.body)).toEqual(['first', 'first', 'second']);
  });

  it('is what a change makes of a webhook that was none', async () => {
    const FEW = 4;
    // Until so many are open at once nobody is answered.
    const held: ServerResponse[] = [];
    const answer = (_request: ReceivedRequest, response: ServerResponse): void => {
      if (held.length === FEW) return void setTimeout(() => response.end(), 40);
      if (held.push(response) === FEW) for (const each of held) each.end();
    };
    const target = await receiver({ answer });
    const { id } = await gateway.webhooks.create(session, { url: target.url });
    const burst = async (expected: number): Promise<void> => {
      for (let i = 0; i < FEW; i += 1) await gateway.receiveText(session, `62877000${5000 + i}@c.us`, String(i));
      await target.received(expected);
      await gateway.relay.drain();
    };

    await burst(FEW);
    await gateway.webhooks.update(session, id, { ordered: true });
    await burst(2 * FEW);

    expect(target.mostOpen).toBe(FEW);
    const last = target.requests.slice(FEW);
    for (const [index, request] of last.entries()) {
      if (index > 0) expect(request.at - last[index - 1]!.at).toBeGreaterThan(35);
    }
  });
});
