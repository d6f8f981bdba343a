import { EngineFailedError, UnavailableError, UncertainSendError } from '../../../src/domain/errors.js';
import { parseJid } from '../../../src/domain/jid.js';
import type { Connection } from '../../../src/engines/baileys/connection.js';
import type { BaileysLibrary } from '../../../src/engines/baileys/library.js';
import { Outgoing } from '../../../src/engines/baileys/outgoing.js';
import type { EngineStore } from '../../../src/store/engine-store.js';

const GROUP = parseJid('120363044556677889@g.us');
const never = new Promise<never>(() => undefined);

/** A connection to nowhere; the test says what becomes of each step. */
function sending({ made = Promise.resolve(), relayed = Promise.resolve(), settled = Promise.resolve() }: Steps) {
  let end = (): void => undefined;
  const connection = {
    untilClosed: <T>(work: (resolve: (value: T) => void, reject: (error: Error) => void) => void) =>
      new Promise<T>((resolve, reject) => {
        end = () => reject(new EngineFailedError('The link ended before WhatsApp answered'));
        work(resolve, reject);
      }),
    kept: { sentRow: () => ({ op: 'inbound.done', sessionId: 's', stanzaId: '3EB0' }) },
    addresses: { self: { pn: '628123456789@c.us', lid: undefined } },
    socket: { relayMessage: () => relayed },
  } as unknown as Connection;
  const store = { commits: { enqueue: () => 1, settled: () => settled } } as unknown as EngineStore;
  const outgoing = new Outgoing({} as BaileysLibrary, store, () => connection);
  const sent = outgoing.send(GROUP, '3EB0', async () => {
    await made;
    return { message: { conversation: 'hello' } };
  });
  return { sent, end: () => end() };
}
interface Steps {
  readonly made?: Promise<void>;
  readonly relayed?: Promise<void>;
  readonly settled?: Promise<void>;
}
const failureOf = (sent: Promise<void>): Promise<unknown> =>
  sent.then(
    () => undefined,
    (error: unknown) => error,
  );
const aMoment = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

it('says that a message did not leave if the library could not write it', async () => {
  const { sent } = sending({ relayed: Promise.reject(new Error('Connection Closed')) });

  const error = await failureOf(sent);

  expect(error).toBeInstanceOf(EngineFailedError);
  expect(error).not.toBeInstanceOf(UncertainSendError);
});

it('says that a message did not leave if the link ended before it was written', async () => {
  const { sent, end } = sending({ made: never });
  await aMoment();

  end();

  expect(await failureOf(sent)).not.toBeInstanceOf(UncertainSendError);
});

it('cannot tell if the link ended while it was written', async () => {
  const { sent, end } = sending({ relayed: never });
  await aMoment();

  end();

  expect(await failureOf(sent)).toBeInstanceOf(UncertainSendError);
});

it('cannot tell if the store failed behind it', async () => {
  const { sent } = sending({ settled: Promise.reject(new UnavailableError('The database could not be written to')) });

  expect(await failureOf(sent)).toBeInstanceOf(UncertainSendError);
});
