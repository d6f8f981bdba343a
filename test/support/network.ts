import type { EngineKind } from '../../src/domain/session.js';
import { startDouble } from './double.js';

export interface PretendPerson {
  /** Digits. */
  readonly phone: string;
  readonly name: string;
}

/** A pretend WhatsApp with people in it, for whoever wants to see a gateway at work with either engine. */
export interface Network {
  readonly engine: EngineKind;
  /** What a gateway must be told to live in it. */
  readonly env: Readonly<Record<string, string>>;
  readonly pid: number;
  /** The phone of `owner` scans the code. */
  scan(qr: string, owner: PretendPerson): Promise<void>;
  /** Somebody writes to an account. */
  write(text: string, from: PretendPerson, to: PretendPerson): Promise<void>;
  /** The texts that an account sent so far, as its contacts read them. */
  textsOf(account: PretendPerson): Promise<readonly string[]>;
  /** From now on they answer what they get, and write by themselves in turn. */
  chat(people: readonly PretendPerson[], to: PretendPerson, everyMs: number): Promise<void>;
  stop(): Promise<void>;
}

const START: Partial<Record<EngineKind, () => Promise<Network>>> = { baileys: startServerNetwork };

/** A network for this engine; its people confirm and read what they get. */
export function startNetwork(engine: EngineKind): Promise<Network> {
  const start = START[engine];
  if (start === undefined) throw new Error(`there is no pretend WhatsApp for ${engine}`);
  return start();
}

async function startServerNetwork(): Promise<Network> {
  const double = await startDouble({ read: true });
  const { control, pid, url } = double;
  return {
    engine: 'baileys',
    env: { ENGINE_TYPE: 'baileys', BAILEYS_SOCKET_URL: url },
    pid,
    stop: () => double.stop(),
    scan: async (qr, owner) => {
      await control.scan({ qr, ...owner });
    },
    write: async (text, { phone: from, name }, { phone: to }) => {
      await control.inject({ to, from, name, text });
    },
    textsOf: async ({ phone }) => {
      const { messages } = await control.received({ phone });
      return messages.flatMap(({ text }) => text ?? []);
    },
    chat: async (people, { phone: to }, everyMs) => {
      for (const person of people) await control.person({ ...person, answer: `${person.name} here: got it.` });
      await control.chatter({ to, contacts: [...people], everyMs });
    },
  };
}
