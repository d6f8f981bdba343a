import { fullCircle, link } from './full-circle.js';
import { ENGINE_KINDS, type EngineKind } from '../src/domain/session.js';
import { ACCOUNT, FRIENDS, startParts, type Parts } from './parts.js';

const HELP = `npm run demo                 the gateway with a pretend WhatsApp inside, until Ctrl+C
npm run demo -- --once       the full circle by itself; exit 0 only if every step was seen
npm run demo -- --engine whatsapp-web.js
                             on WhatsApp Web in a real Chromium, instead of Baileys
npm run demo -- --database postgres://user:password@localhost:5432/name
                             its data in a schema of that database, instead of a file
npm run demo -- --port 3000  another port than 2785
npm run demo -- --every 5000 how often, in milliseconds, somebody writes (default 4000)
`;

interface Arguments {
  readonly once: boolean;
  readonly engine: EngineKind;
  readonly port: number;
  readonly everyMs: number;
  readonly database: string | undefined;
}

function readArguments(given: readonly string[]): Arguments {
  const wanted = {
    once: false,
    engine: 'baileys' as EngineKind,
    port: undefined as number | undefined,
    everyMs: 4000,
    database: undefined as string | undefined,
  };
  const number = (name: string, value: string | undefined): number => {
    if (value === undefined || !/^\d+$/.test(value)) throw new Error(`${name} must be followed by a whole number`);
    return Number(value);
  };
  const url = (value: string | undefined): string => {
    if (value === undefined || !/^postgres(ql)?:/.test(value) || !URL.canParse(value)) {
      throw new Error('--database must be followed by a URL such as postgres://user:password@localhost:5432/name');
    }
    return value;
  };
  const engine = (value: string | undefined): EngineKind => {
    const known = ENGINE_KINDS.find((kind) => kind === value);
    if (known === undefined) throw new Error(`--engine must be followed by one of ${ENGINE_KINDS.join(', ')}`);
    return known;
  };
  for (let i = 0; i < given.length; i++) {
    if (given[i] === '--once') wanted.once = true;
    else if (given[i] === '--engine') wanted.engine = engine(given[++i]);
    else if (given[i] === '--port') wanted.port = number('--port', given[++i]);
    else if (given[i] === '--database') wanted.database = url(given[++i]);
    else if (given[i] === '--every') wanted.everyMs = number('--every', given[++i]);
    else throw new Error(`unknown argument ${given[i]}\n\n${HELP}`);
  }
  return {
    once: wanted.once,
    engine: wanted.engine,
    port: wanted.port ?? (wanted.once ? 0 : 2785),
    everyMs: wanted.everyMs,
    database: wanted.database,
  };
}

const print = (line: string): void => void process.stdout.write(`${line}\n`);

async function timed<T>(name: string, act: () => Promise<T>): Promise<T> {
  const started = performance.now();
  const result = await act();
  print(`  ok  ${name.padEnd(44)} ${(performance.now() - started).toFixed(0).padStart(6)} ms`);
  return result;
}

async function once(wanted: Arguments): Promise<void> {
  const started = performance.now();
  const parts = await timed('Gateway   starts, with a pretend WhatsApp', () => startParts(wanted));
  try {
    await fullCircle(parts, await link(parts, timed), timed);
  } finally {
    await parts.stop();
  }
  print(`\nThe full circle: every step seen, ${((performance.now() - started) / 1000).toFixed(1)} s.`);
}

async function stay(wanted: Arguments): Promise<void> {
  let listening = false;
  const parts = await startParts(wanted, ({ event, data }) => {
    const what = data.body ?? data.status ?? '';
    if (listening) print(`  webhook  ${event.padEnd(22)} ${typeof what === 'string' ? what : ''}`);
  });
  process.once('SIGINT', () => void parts.stop().then(() => process.exit(0)));
  process.once('SIGTERM', () => void parts.stop().then(() => process.exit(0)));
  const { sessionId } = await link(parts, timed);
  await parts.network.chat(FRIENDS, ACCOUNT, wanted.everyMs);
  print(welcome(parts, sessionId));
  listening = true;
}

function welcome({ gateway, network }: Parts, sessionId: string): string {
  return `
The gateway runs on ${network.engine}, ${ACCOUNT.name} (${ACCOUNT.phone}) is linked, and three people write to it.
Everything is pretend but the gateway. Ctrl+C ends it and removes its data.

  GraphiQL  ${gateway.url}/graphql#key=${gateway.key}
  REST      ${gateway.url}/api/docs
  Key       ${gateway.key}
  Session   ${sessionId}

Three things to try:

  1. Watch everything live. In GraphiQL:
       subscription { events { __typename cursor ... on MessageReceivedEvent { message { authorName body } } } }

  2. Write to ${FRIENDS[0]!.name}; she answers. In GraphiQL:
       mutation { sendText(input: { sessionId: "${sessionId}", chatId: "${FRIENDS[0]!.phone}@c.us", text: "Hello" }) { message { waMessageId ack } } }

  3. The same over REST:
       curl -X POST ${gateway.url}/api/sessions/${sessionId}/messages/send-text \\
         -H 'X-API-Key: ${gateway.key}' -H 'Content-Type: application/json' \\
         -d '{"chatId":"${FRIENDS[1]!.phone}@c.us","text":"Hello over REST"}'

What the webhook receiver gets:
`;
}

async function main(): Promise<void> {
  if (process.argv.includes('--help')) return print(HELP);
  const given = readArguments(process.argv.slice(2));
  await (given.once ? once(given) : stay(given));
}

main().catch((error: unknown) => {
  process.stderr.write(`\nThe demo failed: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
});
