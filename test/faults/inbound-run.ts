import { deepEqual } from 'node:assert/strict';
import { type RunningDouble, startDouble } from '../support/double.js';
import { startGateway, type TestGateway } from '../support/gateway.js';
import { wholeHistory } from '../support/history.js';
import { linkSession } from '../support/linked-session.js';
import { type Receiver, startReceiver } from '../support/receiver.js';
import { resumingSubscriber } from '../support/subscriber.js';
import { waitFor } from '../support/wait.js';

export const PHONES = ['628123456789', '628123456790'];
/** More than are written before the last fault; then the writing ends. */
const MESSAGES_AT_MOST = 90_000;

interface Setting {
  readonly env: Readonly<Record<string, string>>;
  /** Options of the double, beside no history and no media. */
  readonly double?: Record<string, unknown>;
  readonly withinMs: number;
  /** Messages a second. */
  readonly rate: number;
}

/** Two sessions that are written to while something breaks, one subscriber and one receiver of their events. */
export class InboundRun {
  readonly subscriber = resumingSubscriber();
  readonly sessionIds: string[] = [];
  private load = '';
  private readonly deliveries = new Map<string, Set<string>>();
  private requestsSeen = 0;

  private constructor(
    private readonly setting: Setting,
    readonly double: RunningDouble,
    private readonly receiver: Receiver,
    public gateway: TestGateway,
  ) {}

  static async start(setting: Setting): Promise<InboundRun> {
    const double = await startDouble({ historyChats: 0, media: false, ...setting.double });
    const receiver = await startReceiver();
    const env = {
      BAILEYS_SOCKET_URL: double.url,
      AUTO_START_SESSIONS: 'true',
      WEBHOOK_RETRY_DELAY: '200',
      ...setting.env,
    };
    const run = new InboundRun({ ...setting, env }, double, receiver, await startGateway({ env }));
    for (const phone of PHONES) {
      const sessionId = await linkSession(run.gateway, double, { name: `written-${phone}`, phone });
      await run.gateway.rest('POST', `/api/sessions/${sessionId}/webhooks`, {
        body: { url: receiver.url, events: ['message.received'] },
      });
      run.sessionIds.push(sessionId);
    }
    await run.subscribe();
    const load = await double.control.startLoad({
      accounts: PHONES,
      total: MESSAGES_AT_MOST,
      rate: setting.rate,
      contacts: 8,
      timeoutMs: setting.withinMs,
    });
    run.load = load.id;
    return run;
  }

  /** Ends what it started. */
  async stop(): Promise<void> {
    await this.gateway.stop();
    await this.receiver.close();
    await this.double.stop();
  }

  subscribe(): Promise<void> {
    return this.subscriber.connect(this.gateway.url, this.gateway.key);
  }

  /** kill -9, then another gateway on what the first one left. */
  async killAndRestart(): Promise<void> {
    await this.kill();
    await this.restart();
  }

  async kill(): Promise<void> {
    await this.gateway.kill();
    if (this.gateway.process.signalCode !== 'SIGKILL') throw new Error('the gateway was not killed');
  }

  async restart(): Promise<void> {
    this.gateway = await startGateway({ env: { ...this.setting.env }, folder: this.gateway.folder });
  }

  /** Waits until so many more messages were taken. */
  async more(count: number, withinMs = 30_000): Promise<void> {
    const { control } = this.double;
    const { handled } = await control.loadReport(this.load);
    await waitFor(
      `${count} more messages`,
      async () => (await control.loadReport(this.load)).handled > handled + count,
      withinMs,
    );
  }

  /**
   * Ends the writing and waits for what is under way. What the double had acknowledged must be what it sent; history,
   * subscriber and receiver must each have every one of these once.
   * @returns how many messages there were
   */
  async finish(): Promise<number> {
    const { double } = this;
    const { withinMs } = this.setting;
    await double.control.stopLoad(this.load);
    const logsOf = () => Promise.all(PHONES.map((phone) => double.control.handled({ phone })));
    await waitFor(
      'an empty queue at WhatsApp',
      async () => (await logsOf()).every(({ pending }) => pending === 0),
      withinMs,
    );
    const logs = await logsOf();
    const texts = new Map(logs.flatMap(({ sent }) => sent.map(({ id, text }) => [id, text] as const)));
    const receipted = logs.flatMap((log) => log.receipted.filter((id) => texts.has(id)));
    const received = (): string[] =>
      this.subscriber.events.flatMap(({ type, message }) =>
        type === 'MessageReceivedEvent' && message !== undefined ? [stanzaIdOf(message.waMessageId)] : [],
      );
    await waitFor('every receipted message at the receiver', () => this.delivered().size >= receipted.length, withinMs);
    await waitFor('every receipted message at the subscriber', () => new Set(received()).size >= receipted.length);
    const stored = (await Promise.all(this.sessionIds.map((id) => wholeHistory(this.gateway, id)))).flat();
    const deliveries = this.delivered();

    const all = [...receipted].sort();
    deepEqual(all, [...texts.keys()].sort());
    deepEqual(stored.map(({ waMessageId }) => stanzaIdOf(waMessageId)).sort(), all);
    deepEqual(
      stored.filter(({ waMessageId, body }) => body !== texts.get(stanzaIdOf(waMessageId))),
      [],
    );
    deepEqual(received().sort(), all);
    deepEqual([...deliveries.keys()].sort(), all);
    deepEqual(
      [...deliveries].filter(([, ids]) => ids.size > 1),
      [],
    );
    await this.subscriber.close();
    return all.length;
  }

  /** By the id of a message: under which ids it was delivered. */
  private delivered(): ReadonlyMap<string, ReadonlySet<string>> {
    for (const request of this.receiver.requests.slice(this.requestsSeen)) {
      const id = deliveredId(request);
      this.deliveries.set(
        id,
        (this.deliveries.get(id) ?? new Set()).add(String(request.headers['x-openwa-delivery-id'])),
      );
      this.requestsSeen += 1;
    }
    return this.deliveries;
  }
}

const stanzaIdOf = (waMessageId: string): string => waMessageId.split('_')[2] ?? '';

const deliveredId = ({ body }: { body: Buffer }): string =>
  stanzaIdOf((JSON.parse(body.toString()) as { data: { id: string } }).data.id);
