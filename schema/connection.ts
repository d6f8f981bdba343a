import { GatewayError } from '../src/domain/errors.js';
import type { ContactPosition } from '../src/store/contact-reader.js';
import type { ChatPosition } from '../src/store/page-reader.js';
import type { ScheduledPosition } from '../src/store/scheduled-reader.js';
import { builder } from './builder.js';
import { whole } from './rules.js';

export const PAGE_SIZE = 20;
const MAX_PAGE_SIZE = 100;

/** A page as the Relay connection types want it. */
export interface Page<V> {
  readonly edges: { readonly cursor: string; readonly node: V }[];
  readonly pageInfo: {
    readonly hasNextPage: boolean;
    readonly hasPreviousPage: boolean;
    readonly startCursor: string | null;
    readonly endCursor: string | null;
  };
}

/**
 * Arguments of a connection. Forward only: lists start with the newest, and what is newer than that comes by
 * subscription.
 */
export const pageArgs = () =>
  builder.args((t) => ({
    first: t.int({
      defaultValue: PAGE_SIZE,
      description: `How many, 1 to ${MAX_PAGE_SIZE}.`,
      validate: whole(1, MAX_PAGE_SIZE),
    }),
    after: t.string({ description: 'Only what comes behind the item with this cursor.' }),
  }));

/**
 * A page from rows of which one more than wanted was read.
 * @param after whether the page started behind a cursor
 */
export function pageOf<V>(rows: readonly V[], first: number, after: boolean, cursorOf: (row: V) => string): Page<V> {
  const edges = rows.slice(0, first).map((node) => new Edge(node, cursorOf));
  return {
    edges,
    pageInfo: {
      hasNextPage: rows.length > first,
      hasPreviousPage: after,
      startCursor: edges[0]?.cursor ?? null,
      endCursor: edges.at(-1)?.cursor ?? null,
    },
  };
}

/** Its cursor is made when it is asked for: most readers of wide pages do not. */
class Edge<V> {
  constructor(
    readonly node: V,
    private readonly cursorOf: (node: V) => string,
  ) {}

  get cursor(): string {
    return this.cursorOf(this.node);
  }
}

const encode = (position: unknown): string => Buffer.from(JSON.stringify(position)).toString('base64url');

function decode<T>(cursor: string | null | undefined, isPosition: (value: unknown) => value is T): T | undefined {
  if (cursor === null || cursor === undefined) return undefined;
  let position: unknown;
  try {
    position = JSON.parse(Buffer.from(cursor, 'base64url').toString());
  } catch {
    position = undefined;
  }
  if (isPosition(position)) return position;
  throw new GatewayError('CURSOR_INVALID', 'after must be a cursor that this list gave out');
}

export const messageCursor = {
  of: ({ id }: { readonly id: string }): string => encode(id),
  parse: (cursor: string | null | undefined): string | undefined =>
    decode(cursor, (value): value is string => typeof value === 'string' && value.length <= 64),
};

export const chatCursor = {
  of: (chat: { readonly id: string; readonly lastMessageAt: Date | null }): string =>
    encode({ at: chat.lastMessageAt?.getTime() ?? null, id: chat.id } satisfies ChatPosition),
  parse: (cursor: string | null | undefined): ChatPosition | undefined => decode(cursor, isChatPosition),
};

export const contactCursor = {
  of: ({ name, id }: ContactPosition): string => encode({ name, id } satisfies ContactPosition),
  parse: (cursor: string | null | undefined): ContactPosition | undefined => decode(cursor, isContactPosition),
};

export const deliveryCursor = {
  of: ({ eventSeq }: { readonly eventSeq: number }): string => encode(eventSeq),
  parse: (cursor: string | null | undefined): number | undefined =>
    decode(cursor, (value): value is number => Number.isSafeInteger(value)),
};

export const scheduledCursor = {
  of: ({ sendAt, id }: { readonly sendAt: Date; readonly id: string }): string =>
    encode({ at: sendAt.getTime(), id } satisfies ScheduledPosition),
  parse: (cursor: string | null | undefined): ScheduledPosition | undefined => decode(cursor, isScheduledPosition),
};

function isScheduledPosition(value: unknown): value is ScheduledPosition {
  return isChatPosition(value) && value.at !== null;
}

function isChatPosition(value: unknown): value is ChatPosition {
  if (typeof value !== 'object' || value === null) return false;
  const { at, id } = value as Partial<ChatPosition>;
  return typeof id === 'string' && id.length <= 64 && (at === null || Number.isSafeInteger(at));
}

function isContactPosition(value: unknown): value is ContactPosition {
  if (typeof value !== 'object' || value === null) return false;
  const { name, id } = value as Partial<ContactPosition>;
  return typeof name === 'string' && typeof id === 'string' && id.length <= 64;
}
