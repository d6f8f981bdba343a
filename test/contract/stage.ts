import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { waitFor } from '../support/wait.js';
import type { TestGateway } from '../support/gateway.js';
import type { JournalWatch } from './journal-watch.js';
import type { Outcome, Stored, Told } from './scenario.js';
import type { Contact, Person, Sighting } from './words.js';
import type { World } from './world.js';

const SETTLES_WITHIN_MS = 8000;
const ROWS = `query ($sessionId: ID!, $chatId: Jid!) { messages(sessionId: $sessionId, chatId: $chatId, limit: 100) {
  messages { waMessageId chatId author authorName from to body type direction status metadata sentAt editedAt
    media { mimetype filename sizeBytes omitted } reactions { senderId emoji } mentions quoted { waMessageId body }
    location { latitude longitude description address url } poll { options multiple } }
} }`;
/** What `messages` answers: with moments, which differ from run to run. */
type Row = Omit<Stored, 'edited'> & { readonly sentAt: string; readonly editedAt: string | null };
const GROUP = 'query ($sessionId: ID!, $groupId: Jid!) { group(sessionId: $sessionId, groupId: $groupId) { groupId } }';
/** A moment that WhatsApp and the gateway both call now. */
const NOW_WITHIN_MS = 120_000;

export interface StageParts {
  readonly gateway: TestGateway;
  readonly world: World;
  readonly journal: JournalWatch;
  readonly sessionId: string;
  readonly account: Person;
}

let contactsMade = 0;

/** What one scenario has to itself: people nobody else knows, on the one session of its engine. */
export class Stage {
  readonly me: string;
  private readonly chats: string[] = [];
  private readonly names: string[] = [];
  private readonly eventsBefore: number;
  private seenBefore = 0;
  private seenAtMost = Infinity;

  private constructor(private readonly parts: StageParts) {
    this.me = `${parts.account.phone}@c.us`;
    this.eventsBefore = parts.journal.events.length;
  }

  static async open(parts: StageParts): Promise<Stage> {
    const stage = new Stage(parts);
    stage.seenBefore = (await parts.world.sightings()).length;
    return stage;
  }

  get world(): World {
    return this.parts.world;
  }
  get gateway(): TestGateway {
    return this.parts.gateway;
  }
  get accountName(): string {
    return this.parts.account.name;
  }
  get sessionId(): string {
    return this.parts.sessionId;
  }

  /** Somebody of this scenario only. */
  async contact(name: string, options: { readonly picture?: boolean } = {}): Promise<Contact> {
    const phone = `62877${String(1_000_000 + contactsMade++)}`;
    const contact = await this.world.contact({ phone, name }, options);
    this.chats.push(contact.id);
    this.names.push(contact.id, contact.lid, phone);
    return contact;
  }

  /** A group of the account and these. */
  async group(subject: string, members: readonly Contact[]): Promise<string> {
    const id = await this.world.group(subject, members);
    this.follow(id);
    const isThere = async (): Promise<boolean> => {
      const { data, errors } = await this.gateway.query<{ group: unknown }>(GROUP, {
        sessionId: this.sessionId,
        groupId: id,
      });
      return errors?.[0]?.extensions.code === 'NOT_IMPLEMENTED' || Boolean(data?.group);
    };
    await waitFor('the group, told by the phone', isThere, SETTLES_WITHIN_MS);
    return id;
  }

  /** A chat that came to be on the way: its rows and events belong to this scenario. */
  follow(chatId: string): void {
    this.chats.push(chatId);
    this.names.push(chatId);
  }

  /** A query or mutation; `$sessionId` is filled in. @throws Error with the gateway's words */
  async ask<T>(document: string, variables: Record<string, unknown> = {}): Promise<T> {
    const answer = await this.gateway.query<T>(document, this.filled(document, variables));
    if (answer.errors !== undefined || !answer.data) {
      throw new Error(`${document}\nanswered ${JSON.stringify(answer.errors)}`);
    }
    return answer.data;
  }

  /** @returns the code with which the gateway refuses */
  async refusal(document: string, variables: Record<string, unknown> = {}): Promise<string | undefined> {
    const answer = await this.gateway.query(document, this.filled(document, variables));
    return answer.errors?.[0]?.extensions.code;
  }

  private filled(document: string, variables: Record<string, unknown>): Record<string, unknown> {
    const { input, ...others } = variables as { input?: Record<string, unknown> };
    return {
      ...(document.includes('$sessionId') ? { sessionId: this.sessionId } : {}),
      ...(input === undefined ? {} : { input: { sessionId: this.sessionId, ...input } }),
      ...others,
    };
  }

  /** Waits for one event about this scenario's people. */
  async event(type: string, test: (data: Record<string, never>) => boolean = () => true): Promise<Told> {
    return waitFor(
      `the event ${type}`,
      () => this.events().find((told) => told.type === type && test(told.data as Record<string, never>)),
      SETTLES_WITHIN_MS,
    );
  }

  /** The files of the session's messages on the gateway's disk. */
  async mediaFiles(): Promise<readonly string[]> {
    const folder = join(this.gateway.folder, 'data/media', this.sessionId);
    return existsSync(folder) ? (await readdir(folder)).sort() : [];
  }

  /** What was seen before does not count. @param count of all sightings so far */
  startWatching(count: number): void {
    this.seenBefore = count;
  }

  /** The scenario is over: what the account does from here on is another's, unless it has to do with these people. */
  async close(): Promise<void> {
    this.seenAtMost = (await this.world.sightings()).length - this.seenBefore;
  }

  events(): readonly Told[] {
    return this.parts.journal.events
      .slice(this.eventsBefore)
      .filter((event) => event.sessionId === this.sessionId && this.isOurs(JSON.stringify(event.data)))
      .map(({ type, data }) => ({ type, data: timeless(data) }));
  }

  /** Every event of this session since it was made, as text to look through. */
  everythingTold(): string {
    return JSON.stringify(this.parts.journal.events.filter(({ sessionId }) => sessionId === this.sessionId));
  }

  async sightings(): Promise<readonly Sighting[]> {
    const seen = (await this.world.sightings()).slice(this.seenBefore);
    return seen.filter((sighting, i) => i < this.seenAtMost || this.isOurs(JSON.stringify(sighting)));
  }

  async rows(): Promise<readonly Stored[]> {
    const rows: Row[] = [];
    for (const chatId of this.chats) {
      rows.push(...(await this.chatRows(chatId)));
    }
    return rows.map(({ sentAt, editedAt, ...row }) => {
      for (const moment of [sentAt, ...(editedAt === null ? [] : [editedAt])]) {
        if (!isNow(Date.parse(moment))) throw new Error(`${row.waMessageId} says that something happened at ${moment}`);
      }
      return { ...row, edited: editedAt !== null };
    });
  }

  /** The stored messages of a chat, oldest first. @param chatId under any of its addresses */
  async chatRows(chatId: string): Promise<readonly Row[]> {
    const { messages } = await this.ask<{ messages: { messages: readonly Row[] } }>(ROWS, { chatId });
    return [...messages.messages].reverse();
  }

  /** What is true now, as far as the outcome speaks of it. */
  async actual(outcome: Outcome): Promise<Outcome> {
    return {
      ...(outcome.seen ? { seen: await this.sightings() } : {}),
      ...(outcome.events ? { events: this.events() } : {}),
      ...(outcome.rows ? { rows: await this.rows() } : {}),
    };
  }

  private isOurs(text: string): boolean {
    return this.names.some((name) => text.includes(name));
  }
}

const isNow = (momentMs: number): boolean => Math.abs(Date.now() - momentMs) < NOW_WITHIN_MS;

/** Checks that `timestamp` says now, and takes it away. */
function timeless(data: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const { timestamp, ...rest } = data;
  if (timestamp === undefined) return rest;
  if (!isNow(Number(timestamp) * 1000)) throw new Error(`an event says ${JSON.stringify(data)}`);
  return { ...rest, timestamp: 'now' };
}

/** Waits until it is true, and then says so; or fails showing what is true instead. */
export async function mustBecome(stage: Stage, outcome: Outcome): Promise<void> {
  let actual: Outcome = {};
  await waitFor(
    'the outcome',
    async () => isDeepStrictEqual(plain((actual = await stage.actual(outcome))), plain(outcome)),
    SETTLES_WITHIN_MS,
  ).catch(() => undefined);
  expect(actual).toEqual(outcome);
}

/** Without keys that hold nothing, as `toEqual` sees it. */
const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value));
