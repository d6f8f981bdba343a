import { type ChatterReport, type ChatterRequest } from './control-api.js';
import { type Core, reportMessageError } from './core.js';
import { type Contacts } from './messages/contacts.js';
import { digits } from './wire/jids.js';
import { el } from './wire/nodes.js';

const TEXTS = [
  'Good morning! Are you in today?',
  'Did the parcel arrive?',
  'Running ten minutes late, sorry 🙏',
  'Can you send me the address again?',
  'Thanks, that worked 👍',
  'Lunch at one?',
  'How much is the blue one?',
  'I will call you this afternoon.',
  'Happy birthday!! 🎉',
  'Is tomorrow at nine still fine?',
  'Sure, no hurry.',
  'The meeting moved to Thursday.',
  'Could you check order 4711 for me?',
  'Perfect, see you there',
  'Which size do you need?',
  'Sorry, wrong chat 😅',
];

interface Round {
  timer: NodeJS.Timeout;
  sent: number;
  running: boolean;
}

/** Contacts that write by themselves, in turn; one round per account. */
export class Chatter {
  private readonly rounds = new Map<string, Round>();

  constructor(
    private readonly core: Core,
    private readonly contacts: Contacts,
  ) {}

  /** A round already running for the account ends. @throws Error without a contact or with an interval below 1 ms */
  start({ to, contacts, everyMs, total = Infinity }: ChatterRequest): ChatterReport {
    if (!contacts.length) throw new Error('chatter needs at least one contact');
    if (!(everyMs >= 1)) throw new Error('everyMs must be 1 or more');
    this.stop(to);
    const round: Round = { timer: setInterval(() => say(), everyMs), sent: 0, running: true };
    this.rounds.set(digits(to), round);
    const say = () => {
      const contact = contacts[round.sent % contacts.length];
      const text = TEXTS[round.sent % TEXTS.length];
      round.sent++;
      if (round.sent >= total) end(round);
      const writing = { to, from: contact?.phone, name: contact?.name, text };
      this.contacts.inject(writing).catch(reportMessageError(this.core, el('message', { to })));
    };
    return view(round);
  }

  /** Ends the account's round, if there is one. */
  stop(to: string): ChatterReport {
    const round = this.rounds.get(digits(to));
    if (!round) return { sent: 0, running: false };
    end(round);
    return view(round);
  }

  stopAll(): void {
    for (const round of this.rounds.values()) end(round);
  }
}

function end(round: Round): void {
  clearInterval(round.timer);
  round.running = false;
}

const view = ({ sent, running }: Round): ChatterReport => ({ sent, running });
