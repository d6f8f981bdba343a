import { setImmediate, setTimeout as sleep } from 'node:timers/promises';
import { type LoadReport, type LoadRequest, type LoadState, type SentMessage } from './control-api.js';
import { type Core, type HandledHow } from './core.js';
import { type Companion } from './directory/companion.js';
import { keepNewest } from './keep-newest.js';
import { type Contacts, type Prepared } from './messages/contacts.js';
import { messageId } from './wire/ids.js';

export type LoadSpec = Required<Omit<LoadRequest, 'accounts' | 'addressing'>> &
  Pick<LoadRequest, 'addressing'> & { accounts: string[] };

const DEFAULTS = {
  total: 1000,
  rate: 0,
  contacts: 10,
  contactOffset: 0,
  bytes: 40,
  prepare: false,
  window: 1000,
  prefix: 'load',
  timeoutMs: 60_000,
};

const TICK_MS = 5;
/** Sockets must be read in between. */
const BREATHE_EVERY = 50;
const FIRST_CONTACT = 80_000_000;

let nextJob = 1;

/** Inbound messages at a rate, and how long the client takes to say that it has them. */
export class LoadJob {
  readonly id = String(nextJob++);
  private readonly spec: LoadSpec;
  private state: LoadState = 'new';
  private error: string | undefined;
  private readonly sentAt = new Map<string, number>();
  private readonly latenciesMs: number[] = [];
  private readonly messages = new Map<string, SentMessage & { to: string }>();
  private readonly counts = { sent: 0, handled: 0, nacked: 0, inFlight: 0 };
  private startedAt = performance.now();
  private lastHandledAt: number | undefined;

  constructor(
    private readonly core: Core,
    private readonly contacts: Contacts,
    spec: LoadRequest & { accounts: string[] },
  ) {
    this.spec = { ...DEFAULTS, ...spec };
    if (!this.spec.accounts.length) throw new Error('no account to send to');
  }

  /** Sends everything and waits for the client to handle it. Never rejects: a failure is in the report. */
  async run(): Promise<LoadReport> {
    this.core.events.on('handled', this.onHandled);
    try {
      this.state = 'preparing';
      const ready = this.spec.prepare ? await this.prepareAll() : [];
      this.state = 'running';
      this.startedAt = performance.now();
      await this.sendAll(ready);
      await this.waitForReceipts();
    } catch (error) {
      this.state = 'failed';
      this.error = (error as Error).message;
    } finally {
      this.core.events.off('handled', this.onHandled);
    }
    return this.report();
  }

  stop(): void {
    this.state = 'stopped';
  }

  report({ withMessages = false } = {}): LoadReport {
    const { sent, handled, nacked } = this.counts;
    const seconds = ((this.lastHandledAt ?? performance.now()) - this.startedAt) / 1000;
    return {
      id: this.id,
      state: this.state,
      ...(this.error === undefined ? {} : { error: this.error }),
      ...{ sent, handled, nacked },
      seconds: Number(seconds.toFixed(3)),
      perSecond: Number((handled / seconds).toFixed(1)),
      latencyMs: percentiles(this.latenciesMs),
      ...(withMessages ? { messages: [...this.messages.values()] } : {}),
    };
  }

  private readonly onHandled = (_companion: Companion, id: string, how: HandledHow): void => {
    const sentAt = this.sentAt.get(id);
    if (sentAt === undefined) return;
    this.sentAt.delete(id);
    this.lastHandledAt = performance.now();
    this.latenciesMs.push(this.lastHandledAt - sentAt);
    this.counts.handled++;
    this.counts.inFlight--;
    if (how === 'ack') this.counts.nacked++;
  };

  private async prepareAll(): Promise<Prepared[]> {
    const ready: Prepared[] = [];
    for (let index = 0; index < this.spec.total; index++) ready.push(await this.prepare(index));
    return ready;
  }

  private async sendAll(ready: Prepared[]): Promise<void> {
    const { total, window, accounts } = this.spec;
    for (let index = 0; index < total && this.state === 'running'; ) {
      const due = this.dueNow();
      while (index < due && this.counts.inFlight < window * accounts.length) {
        this.send(ready[index] ?? (await this.prepare(index)), index);
        index++;
        if (index % BREATHE_EVERY === 0) await setImmediate();
      }
      if (index < total) await sleep(TICK_MS);
    }
  }

  /** How many should have left by now. */
  private dueNow(): number {
    const { rate, total } = this.spec;
    if (!rate) return total;
    return Math.min(total, Math.floor(((performance.now() - this.startedAt) / 1000) * rate) + 1);
  }

  private send(prepared: Prepared, index: number): void {
    if (!prepared.copies.length) throw new Error(`account ${this.accountOf(index)} has no linked device`);
    this.sentAt.set(prepared.id, performance.now());
    this.counts.inFlight++;
    this.counts.sent++;
    const { id, text } = prepared;
    this.messages.set(id, { id, text, at: Date.now(), to: this.accountOf(index) });
    keepNewest(this.messages, this.core.options.handledLogIds);
    this.contacts.commit(prepared);
  }

  private async waitForReceipts(): Promise<void> {
    const deadline = performance.now() + this.spec.timeoutMs;
    const isOpen = () => this.counts.handled < this.counts.sent && this.state === 'running';
    while (isOpen() && performance.now() < deadline) await sleep(TICK_MS);
    if (this.state === 'running') this.state = this.counts.handled === this.counts.sent ? 'done' : 'timeout';
  }

  private prepare(index: number): Promise<Prepared> {
    const { addressing } = this.spec;
    const to = this.accountOf(index);
    return this.contacts.prepare({
      ...{ to, from: this.contactOf(index), text: this.textOf(index), addressing, id: messageId() },
    });
  }

  private accountOf(index: number): string {
    return this.spec.accounts[index % this.spec.accounts.length] ?? '';
  }

  private contactOf(index: number): string {
    const { accounts, contacts, contactOffset } = this.spec;
    return `5531${FIRST_CONTACT + (Math.floor(index / accounts.length) % contacts) + contactOffset}`;
  }

  /** `load:job:number:milliseconds since 1970:` and filling. */
  private textOf(index: number): string {
    return `${this.spec.prefix}:${this.id}:${index}:${Date.now()}:`.padEnd(this.spec.bytes, 'x');
  }
}

function percentiles(latenciesMs: readonly number[]): LoadReport['latencyMs'] {
  const sorted = [...latenciesMs].sort((a, b) => a - b);
  const at = (share: number): number | null => {
    const value = sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];
    return value === undefined ? null : Number(value.toFixed(2));
  };
  return { p50: at(0.5), p95: at(0.95), p99: at(0.99), max: at(1) };
}
