import { setTimeout } from 'node:timers/promises';
import {
  createSourceEventStream,
  execute,
  getOperationAST,
  Kind,
  visit,
  type DocumentNode,
  type ExecutionArgs,
  type ExecutionResult,
} from 'graphql';
import type { Context } from '../../schema/context.js';
import { toGraphQLError } from '../../schema/errors.js';
import type { Logger } from '../runtime/logger.js';

/** What one event is to a subscriber. To the libraries a result without anything in it; what is sent is `json`. */
export interface LiveResult extends ExecutionResult {
  /** Where to go on behind it. */
  readonly cursor: string;
  /** The whole result, written once for everyone who asked for the same. */
  readonly json: Buffer;
}

/** Ends with `return`, also while `next` waits. */
export type LiveStream = AsyncIterableIterator<LiveResult, undefined>;

/** Something with a place in the journal. */
interface Placed {
  readonly seq: number;
}

/** Results kept for those who ask for them a moment later. What lags further behind is executed for itself. */
const KEPT = 32;
/** Between two tries while the database is out of reach: an event with half an answer would never be told in full. */
const RETRY_EVERY_MS = 500;

/**
 * Runs subscriptions so that an event is executed and written once for all that asked the same question with the same
 * rights, however many they are. Each has its own place in the journal and asks for the next event when it is ready for
 * it; only the answer to an event is shared. So a slow one holds up nobody, and a fast one pays for a look-up.
 */
export class LiveResults {
  readonly #questions = new Map<string, Question>();

  constructor(private readonly deps: { readonly cursorOf: (event: Placed) => string; readonly logger: Logger }) {}

  /** For `subscribe` of a library. @returns a result with errors if there is nothing to subscribe to */
  async subscribe(args: ExecutionArgs): Promise<LiveStream | ExecutionResult> {
    const source = await createSourceEventStream(args);
    if (!(Symbol.asyncIterator in source)) return source;
    const key = keyOf(args);
    const question = this.#questions.get(key) ?? new Question(args, this.deps);
    this.#questions.set(key, question);
    question.askers++;
    // Every subscription of the schema is a subscription of the event stream.
    const events = source[Symbol.asyncIterator]() as AsyncIterator<Placed, undefined>;
    return new Answers(events, question, () => {
      if (--question.askers === 0) this.#questions.delete(key);
    });
  }
}

/** One document with its variables, asked with the same rights. */
class Question {
  askers = 0;
  /** Under the request that asked first; the others share its answers. */
  readonly #logger: Logger;
  readonly #results = new Map<Placed, LiveResult | Promise<LiveResult>>();

  constructor(
    private readonly args: ExecutionArgs,
    private readonly deps: { readonly cursorOf: (event: Placed) => string; readonly logger: Logger },
  ) {
    this.#logger = deps.logger.child({ requestId: (args.contextValue as Context).requestId });
  }

  /** The event stream hands the same object to everyone, so that it stands for the event. A promise only for the first. */
  answer(event: Placed): LiveResult | Promise<LiveResult> {
    const known = this.#results.get(event);
    if (known !== undefined) return known;
    const result = this.#execute(event).then((done) => {
      if (this.#results.has(event)) this.#results.set(event, done);
      return done;
    });
    const [oldest] = this.#results.keys();
    if (oldest !== undefined && this.#results.size >= KEPT) this.#results.delete(oldest);
    this.#results.set(event, result);
    return result;
  }

  async #execute(event: Placed): Promise<LiveResult> {
    for (;;) {
      // A context of its own: what belongs to one event is not kept for the next.
      const contextValue = { ...(this.args.contextValue as Context) };
      const { data, errors } = await execute({ ...this.args, rootValue: event, contextValue });
      const shown = errors?.map((error) => toGraphQLError(error, this.#logger));
      const isAway = shown?.some(({ extensions }) => extensions.code === 'UNAVAILABLE') === true;
      if (!isAway || this.askers === 0) {
        return { cursor: this.deps.cursorOf(event), json: Buffer.from(JSON.stringify({ data, errors: shown })) };
      }
      await setTimeout(RETRY_EVERY_MS, undefined, { ref: false });
    }
  }
}

/** One subscriber's way through the events. */
class Answers implements LiveStream {
  #ended = false;

  constructor(
    private readonly events: AsyncIterator<Placed, undefined>,
    private readonly question: Question,
    private readonly onEnd: () => void,
  ) {}

  [Symbol.asyncIterator](): this {
    return this;
  }

  async next(): Promise<IteratorResult<LiveResult, undefined>> {
    try {
      const { done, value } = await this.events.next();
      const answer = done === true ? undefined : this.question.answer(value);
      const result = answer instanceof Promise ? await answer : answer;
      // It may have been left while the answer was made.
      if (result !== undefined && !this.#ended) return { done: false, value: result };
    } catch (error) {
      await this.return();
      throw error;
    }
    return this.return();
  }

  async return(): Promise<IteratorResult<LiveResult, undefined>> {
    if (!this.#ended) {
      this.#ended = true;
      this.onEnd();
      await this.events.return?.();
    }
    return { done: true, value: undefined };
  }
}

/** The same for all who get the same answer to every event: document, variables, and what the key may see. */
function keyOf({ document, operationName, variableValues, contextValue }: ExecutionArgs): string {
  const { caller } = contextValue as Context;
  const variables = { ...variableValues };
  const start = startVariable(document, operationName);
  if (start !== undefined) delete variables[start];
  return JSON.stringify([
    document.loc?.source.body,
    operationName ?? null,
    variables,
    caller?.role,
    caller?.allowedSessions,
  ]);
}

/** The variable that says where to start, if that is all it says: it makes no difference to what an event looks like. */
function startVariable(document: DocumentNode, operationName: string | null | undefined): string | undefined {
  const root = getOperationAST(document, operationName)?.selectionSet.selections[0];
  if (root?.kind !== Kind.FIELD) return undefined;
  const after = root.arguments?.find(({ name }) => name.value === 'after')?.value;
  if (after?.kind !== Kind.VARIABLE) return undefined;
  const name = after.name.value;
  let mentions = 0;
  visit(document, { Variable: (node) => void (node.name.value === name && mentions++) });
  // Where it is declared, and where it is used.
  return mentions === 2 ? name : undefined;
}
