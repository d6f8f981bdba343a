import { type HandledLog, type SentMessage } from './control-api.js';
import { type Core } from './core.js';
import { type Person } from './directory/person.js';
import { keepNewest } from './keep-newest.js';

interface AccountLog {
  readonly sent: Map<string, SentMessage>;
  readonly receipted: Set<string>;
  readonly nacked: Set<string>;
}

/**
 * The oracle of a kill -9 test: exactly what was handed to an account's clients, and what they said about it. Follows
 * everything injected, loaded or chatted, and keeps the newest `handledLogIds` ids per account.
 */
export class HandledLogs {
  private readonly logs = new Map<Person, AccountLog>();

  constructor(private readonly core: Core) {
    core.events.on('queued', ({ person }, { id, text, atMs }) => {
      const { sent } = this.logOf(person);
      if (!sent.has(id)) sent.set(id, { id, text, at: atMs });
      keepNewest(sent, this.core.options.handledLogIds);
    });
    core.events.on('handled', ({ person }, id, how) => this.note(person, id, how === 'ack' ? 'nacked' : 'receipted'));
  }

  view(phone: string): HandledLog {
    const person = this.core.directory.person(phone);
    const { sent, receipted, nacked } = this.logOf(person);
    const pending = [...person.companions.values()].reduce((sum, { queue }) => sum + queue.pendingMessages, 0);
    return { receipted: [...receipted], nacked: [...nacked], pending, sent: [...sent.values()] };
  }

  private note(person: Person, id: string, list: 'receipted' | 'nacked'): void {
    const log = this.logOf(person);
    if (!log.sent.has(id)) return; // not ours, or forgotten: the lists never name what `sent` does not
    log[list].add(id);
    keepNewest(log[list], this.core.options.handledLogIds);
  }

  private logOf(person: Person): AccountLog {
    const log = this.logs.get(person) ?? { sent: new Map(), receipted: new Set(), nacked: new Set() };
    this.logs.set(person, log);
    return log;
  }
}
