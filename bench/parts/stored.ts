import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { v4, v7 } from 'uuid';
import { createLogger } from '../../src/runtime/logger.js';
import { openStore } from '../../src/store/store.js';
import type { WriteOp } from '../../src/store/write-op.js';

export interface Stored {
  readonly sessions: number;
  readonly chats: number;
  /** In each chat. */
  readonly messages: number;
}

/**
 * A working folder for a gateway whose sessions have talked before: written through the gateway's own commit queue, so
 * that every index, tally and word is there.
 * @returns the folder
 */
export async function storeHistory({ sessions, chats, messages }: Stored): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'openwa-bench-'));
  const file = (name: string) => join(folder, 'data', name);
  const logger = createLogger('silent');
  const store = await openStore({ data: file('openwa.sqlite'), main: file('main.sqlite'), logger });
  const ids = Array.from({ length: sessions }, () => v4());
  const people = Array.from({ length: chats }, (_, number) => `62877${1000 + number}@c.us`);
  for (const [number, id] of ids.entries()) {
    store.commits.enqueue([session(id, number), webhook(id), ...people.map((person) => contact(id, person))]);
  }
  for (let round = 0; round < messages; round += 1) {
    for (const id of ids) store.commits.enqueue(people.map((person, number) => message(id, person, round, number)));
    await store.commits.settled();
  }
  await store.close();
  return folder;
}

const START = Date.UTC(2026, 0, 1);

const session = (id: string, number: number): WriteOp => ({
  op: 'session.insert',
  row: {
    id,
    name: `branch ${number}`,
    status: 'created',
    engine: 'baileys',
    config: '{}',
    proxyUrl: null,
    proxyType: null,
    createdAt: START,
  },
});

const webhook = (sessionId: string): WriteOp => ({
  op: 'webhook.insert',
  row: {
    id: v4(),
    sessionId,
    url: 'https://receiver.example/hook',
    events: '["*"]',
    secret: null,
    headers: '{}',
    filters: null,
    retryCount: 3,
    retryPolicy: null,
    payloadQuery: null,
    ordered: 0,
    active: 1,
    createdAt: START,
  },
});

const contact = (sessionId: string, id: string): WriteOp => ({
  op: 'contact.put',
  sessionId,
  id,
  patch: { name: `Customer ${id.slice(0, 9)}`, pushName: 'Rina' },
});

function message(sessionId: string, person: string, round: number, number: number): WriteOp {
  const stanzaId = `3EB0${round}X${number}`;
  const sentAt = START + round * 60_000 + number;
  return {
    op: 'message.insert',
    chat: { name: 'Rina', kind: 'individual', unread: 1 },
    event: null,
    row: {
      id: v7(),
      sessionId,
      waMessageId: `false_${person}_${stanzaId}`,
      stanzaId,
      chatId: person,
      author: person,
      authorName: 'Rina',
      from: person,
      to: '628123456789@c.us',
      body: `Is the parcel for order ${round * 100 + number} on its way? The customer asks for it again.`,
      type: 'text',
      direction: 'incoming',
      ack: 2,
      sentAt,
      metadata: null,
      media: null,
      createdAt: sentAt,
    },
  };
}
