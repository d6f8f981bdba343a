import { GraphQLInt, GraphQLNonNull, GraphQLObjectType, GraphQLSchema, GraphQLString } from 'graphql';
import type { Context } from '../../schema/context.js';
import { UnavailableError } from '../../src/domain/errors.js';
import { EventStream } from '../../src/events/event-stream.js';
import { Source } from '../../src/events/source.js';
import type { JournalEvent } from '../../src/store/journal-reader.js';

/** One event, and then it fails. */
class Broken extends Source<object> {
  #told = false;

  protected poll(): object {
    if (this.#told) throw new Error('the source threw');
    this.#told = true;
    return { seq: 1, data: { text: 'first' } };
  }

  protected release(): void {}
}

/** An event stream over events in memory, and the smallest schema that follows it. */
export async function memoryJournal() {
  const journal: JournalEvent[] = [];
  const events = await EventStream.open({
    reader: {
      epoch: 'memory',
      head: () => Promise.resolve(journal.length),
      oldest: () => Promise.resolve(1),
      read: (after, limit) => Promise.resolve(journal.slice(after, after + limit)),
    },
  });
  /** How often the next answers fail because the database is away. */
  const outage = { answers: 0 };
  /** How often an event was executed, and how often one was fetched for any subscriber. */
  const counts = { executed: 0, fetched: 0 };
  const Event = new GraphQLObjectType<JournalEvent>({
    name: 'Event',
    fields: {
      seq: {
        type: new GraphQLNonNull(GraphQLInt),
        resolve: ({ seq }) => {
          counts.executed++;
          if (outage.answers-- > 0) throw new UnavailableError('away');
          return seq;
        },
      },
      text: { type: GraphQLString, resolve: ({ data }) => (data as unknown as { text: string }).text },
    },
  });
  const schema = new GraphQLSchema({
    query: new GraphQLObjectType({
      name: 'Query',
      fields: { seq: { type: GraphQLInt, resolve: () => journal.length } },
    }),
    subscription: new GraphQLObjectType<unknown, Context>({
      name: 'Subscription',
      fields: {
        events: {
          type: Event,
          args: { after: { type: GraphQLString } },
          subscribe: (_root, { after }: { after?: string }) =>
            events.subscribe({ after, accept: () => ++counts.fetched > 0 }),
          resolve: (event) => event as JournalEvent,
        },
        broken: {
          type: Event,
          subscribe: () => new Broken(),
          resolve: (event) => event as JournalEvent,
        },
      },
    }),
  });
  return {
    events,
    schema,
    counts,
    outage,
    head: () => journal.length,
    /** Commits so many events. @param text their body */
    append: async (count: number, text = ''): Promise<void> => {
      for (let left = count; left > 0; left--) {
        journal.push({
          seq: journal.length + 1,
          id: `event-${journal.length + 1}`,
          sessionId: 'session',
          type: 'message.received',
          occurredAt: new Date(0),
          data: { text } as never,
          message: null,
        });
      }
      await events.committed(journal.length);
    },
  };
}
