import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import Database from 'better-sqlite3';
import { v4, v7 } from 'uuid';
import { createLogger } from '../../src/runtime/logger.js';
import { pragmas } from '../../src/store/pragmas.js';
import { openStore } from '../../src/store/store.js';
import type { WriteOp } from '../../src/store/write-op.js';

/**
 * Writes inbound texts for so many seconds (`POST /?seconds=2`), as `message row, chat row, event row`, into a database of
 * its own with every index and trigger. `raw`: prepared statements, one transaction for 20 texts, on the one thread
 * there is. `store`: the gateway's commit queue.
 */
type Write = (seconds: number) => Promise<number>;

const BATCH = 20;
/** Batches on their way to the writer thread: a gateway under load has more. */
const UNDER_WAY = 25;
const SESSION = v4();
const CHATS = 50;
type Insert = Extract<WriteOp, { op: 'message.insert' }>;
let count = 0;

function text(): Insert {
  const number = count++;
  const chatId = `62877${1000 + (number % CHATS)}@c.us`;
  const stanzaId = `3EB0${number.toString(16).toUpperCase().padStart(16, '0')}`;
  const body = `Message ${number}: is the parcel on its way? The customer asks again.`;
  const at = Date.now();
  const row = {
    ...{ id: v7(), sessionId: SESSION, waMessageId: `false_${chatId}_${stanzaId}`, stanzaId, chatId },
    ...{ author: chatId, authorName: 'Contact', from: chatId, to: '628123456789@c.us', body, type: 'text' },
    ...{ direction: 'incoming' as const, ack: 0 as const, sentAt: at, metadata: null, media: null, createdAt: at },
  };
  const data = JSON.stringify({ id: row.waMessageId, from: chatId, to: row.to, body, type: 'text', timestamp: at });
  return {
    op: 'message.insert',
    row,
    chat: { name: 'Contact', kind: 'individual', unread: 1 },
    event: { id: v7(), sessionId: SESSION, type: 'message.received', occurredAt: at, data, deliveries: [] },
  };
}
const batch = (): Insert[] => Array.from({ length: BATCH }, text);

async function openEmpty(folder: string) {
  const files = { data: join(folder, 'openwa.sqlite'), main: join(folder, 'main.sqlite') };
  const store = await openStore({ ...files, logger: createLogger('silent') });
  const row = { id: SESSION, name: 'bench', status: 'ready' as const, engine: 'baileys' as const, config: '{}' };
  const session = { ...row, proxyUrl: null, proxyType: null, createdAt: Date.now() };
  await store.commits.write([{ op: 'session.insert', row: session }]);
  return { store, file: files.data };
}

async function throughStore(folder: string): Promise<Write> {
  const { commits } = (await openEmpty(folder)).store;
  return async (seconds) => {
    const until = performance.now() + seconds * 1000;
    const marks: ReturnType<typeof commits.enqueue>[] = [];
    let units = 0;
    while (performance.now() < until) {
      marks.push(commits.enqueue(batch()));
      units += BATCH;
      const oldest = marks.length > UNDER_WAY ? marks.shift() : undefined;
      if (oldest !== undefined) await commits.settled(oldest);
    }
    await commits.settled();
    return units;
  };
}

async function raw(folder: string): Promise<Write> {
  const { store, file } = await openEmpty(folder);
  await store.close();
  const database = new Database(file);
  for (const pragma of pragmas(5000)) database.pragma(pragma);
  const chat = database.prepare(
    `INSERT INTO "Chat" ("sessionId", "id", "name", "kind", "unreadCount", "lastMessageAt", "lastMessage")
     VALUES (?, ?, ?, ?, 1, ?, ?) ON CONFLICT ("sessionId", "id") DO UPDATE SET
       "unreadCount" = "unreadCount" + 1, "lastMessage" = excluded."lastMessage", "lastMessageAt" = excluded."lastMessageAt"`,
  );
  const message = database.prepare(
    `INSERT INTO "Message" ("id", "sessionId", "waMessageId", "stanzaId", "chatId", "author", "authorName", "from", "to",
       "body", "type", "direction", "ack", "sentAt", "metadata", "media", "createdAt")
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, NULL, NULL, ?)`,
  );
  const event = database.prepare(
    `INSERT INTO "Event" ("id", "sessionId", "type", "occurredAt", "data", "messageId") VALUES (?, ?, ?, ?, ?, ?)`,
  );
  const commit = database.transaction((texts: readonly Insert[]) => {
    for (const { row: r, event: e } of texts) {
      chat.run(r.sessionId, r.chatId, 'Contact', 'individual', r.sentAt, r.body);
      message.run(
        ...[r.id, r.sessionId, r.waMessageId, r.stanzaId, r.chatId, r.author, r.authorName, r.from, r.to],
        ...[r.body, r.type, r.direction, r.ack, r.sentAt, r.createdAt],
      );
      if (e) event.run(e.id, e.sessionId, e.type, e.occurredAt, e.data, r.id);
    }
  });
  return async (seconds) => {
    const until = performance.now() + seconds * 1000;
    let units = 0;
    for (; performance.now() < until; units += BATCH) {
      commit.immediate(batch());
      await setImmediate();
    }
    return units;
  };
}

async function main(kind: string | undefined): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'openwa-bench-'));
  const write = await (kind === 'raw' ? raw(folder) : throughStore(folder));
  const server = createServer((request, response) => {
    const seconds = Number(new URL(request.url ?? '/', 'http://local').searchParams.get('seconds'));
    const started = performance.now();
    write(seconds).then(
      (units) => response.end(JSON.stringify({ units, tookMs: performance.now() - started })),
      (error: unknown) => response.writeHead(500).end(String(error)),
    );
  });
  server.listen(0, '127.0.0.1', () => {
    process.send?.({ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` });
  });
  process.once('disconnect', () => process.exit(0));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  process.once('SIGTERM', () => process.exit(0));
}

void main(process.argv[2]);
