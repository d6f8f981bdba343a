import type { EngineKind } from '../../src/domain/session.js';
import { launchPageDouble } from '../doubles/whatsapp-page/launch.js';
import { testBrowser } from './browser.js';
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

const START: Record<EngineKind, () => Promise<Network>> = {
  'whatsapp-web.js': startPageNetwork,
  baileys: startServerNetwork,
};

/** A network for this engine; its people confirm and read what they get. */
export const startNetwork = (engine: EngineKind): Promise<Network> => START[engine]();

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

const READ = 3;
const CONFIRMS_EVERY_MS = 100;
const ANSWERS_AFTER_MS = 600;

async function startPageNetwork(): Promise<Network> {
  const browser = await testBrowser();
  const double = await launchPageDouble();
  const { client: control, pid } = double;
  const readers: NodeJS.Timeout[] = [];
  const every = (ms: number, act: () => Promise<void>): void => {
    readers.push(setInterval(() => void act().catch(() => undefined), ms));
  };
  const textsSent = async (phone: string) => (await control.sent(phone)).messages.filter(({ type }) => type === 'chat');
  const write = async (text: string, from: PretendPerson, to: PretendPerson): Promise<void> => {
    await control.inject({ to: to.phone, from: from.phone, name: from.name, text });
  };
  return {
    engine: 'whatsapp-web.js',
    env: {
      ENGINE_TYPE: 'whatsapp-web.js',
      PUPPETEER_EXECUTABLE_PATH: browser.executablePath,
      PUPPETEER_ARGS: JSON.stringify([...browser.args, ...double.chromiumArgs]),
    },
    pid,
    write,
    scan: async (qr, { phone, name }) => {
      await control.scan({ qr, phone, name });
      const read = new Set<string>();
      every(CONFIRMS_EVERY_MS, async () => {
        for (const { key } of await textsSent(phone)) {
          if (read.has(key)) continue;
          read.add(key);
          await control.ack(phone, key, READ);
        }
      });
    },
    textsOf: async ({ phone }) => (await textsSent(phone)).flatMap(({ body }) => body ?? []),
    chat: async (people, to, everyMs) => {
      const answered = new Set<string>();
      every(ANSWERS_AFTER_MS, async () => {
        for (const { key, chat } of await textsSent(to.phone)) {
          const person = people.find(({ phone }) => chat.startsWith(`${phone}@`));
          if (person === undefined || answered.has(key)) continue;
          answered.add(key);
          await write(`${person.name} here: got it.`, person, to);
        }
      });
      let turn = 0;
      every(everyMs, async () => {
        const person = people[turn++ % people.length];
        if (person) await write(`Message ${turn} from ${person.name}`, person, to);
      });
    },
    async stop() {
      readers.forEach(clearInterval);
      await double.stop();
    },
  };
}
