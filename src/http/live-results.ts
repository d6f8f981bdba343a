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
import { Source } from '../events/source.js';
import type { Logger } from '../runtime/logger.js';
import { inSlices } from '../runtime/slices.js';
import { LiveResult } from './live-result.js';

export type LiveStream = Source<LiveResult>;

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
    if (!isOfEvents(source)) throw new Error('A subscription of the schema answers something else than a Source');
    const key = keyOf(args);
    const question = this.#questions.get(key) ?? new Question(args, this.deps);
    this.#questions.set(key, question);
    question.askers++;
    return new Answers(source, question, () => {
      if (--question.askers === 0) this.#questions.delete(key);
    });
  }
}

/** One document with its variables, asked with the same rights. */
class Question {
  askers = 0;
  /** Under the request that asked first; the others share its answers. */
  readonly #logger: Logger;
  readonly #answers = new Map<Placed, Answer>();

  constructor(
    private readonly args: ExecutionArgs,
    private readonly deps: { readonly cursorOf: (event: Placed) => string; readonly logger: Logger },
  ) {
    this.#logger = deps.logger.child({ requestId: (args.contextValue as Context).requestId });
  }

  /** The event stream hands the same object to everyone, so that it stands for the event. */
  answer(event: Placed): Answer {
    const known = this.#answers.get(event);
    if (known !== undefined) return known;
    const [oldest] = this.#answers.keys();
    if (oldest !== undefined && this.#answers.size >= KEPT) this.#answers.delete(oldest);
    const answer = new Answer(this.#execute(event));
    this.#answers.set(event, answer);
    return answer;
  }

  async #execute(event: Placed): Promise<LiveResult> {
    for (;;) {
      // A context of its own: what belongs to one event is not kept for the next.
      const contextValue = { ...(this.args.contextValue as Context) };
      const { data, errors } = await execute({ ...this.args, rootValue: event, contextValue });
      const shown = errors?.map((error) => toGraphQLError(error, this.#logger));
      const isAway = shown?.some(({ extensions }) => extensions.code === 'UNAVAILABLE') === true;
      if (!isAway || this.askers === 0) {
        return new LiveResult(this.deps.cursorOf(event), Buffer.from(JSON.stringify({ data, errors: shown })));
      }
      await setTimeout(RETRY_EVERY_MS, undefined, { ref: false });
    }
  }
}

/** What is answered to one event, from when somebody asked first. */
class Answer {
  #made: (() => LiveResult) | undefined;
  readonly #waiting: (() => void)[] = [];

  constructor(making: Promise<LiveResult>) {
    making.then(
      (result) => this.#is(() => result),
      (error: unknown) =>
        this.#is(() => {
          throw error;
        }),
    );
  }

  /** undefined: not yet. @throws what went wrong */
  get result(): LiveResult | undefined {
    return this.#made?.();
  }

  whenMade(listener: () => void): void {
    this.#waiting.push(listener);
  }

  #is(made: () => LiveResult): void {
    this.#made = made;
    void inSlices(this.#waiting.splice(0), (listener) => listener());
  }
}

/** One subscriber's way through the events. */
class Answers extends Source<LiveResult> {
  /** To the event that was taken last, until it is there. */
  #answer: Answer | undefined;
  readonly #goOn = (): void => this.ready();

  constructor(
    private readonly events: Source<Placed>,
    private readonly question: Question,
    private readonly onEnd: () => void,
  ) {
    super();
  }

  protected poll(): LiveResult | undefined {
    const answer = (this.#answer ??= this.#next());
    const result = answer?.result;
    if (result === undefined) answer?.whenMade(this.#goOn);
    else this.#answer = undefined;
    return result;
  }

  #next(): Answer | undefined {
    const event = this.events.take();
    if (event !== undefined) return this.question.answer(event);
    if (this.events.hasEnded) this.end();
    else this.events.whenReady(this.#goOn);
    return undefined;
  }

  protected release(): void {
    this.onEnd();
    void this.events.return();
  }
}

const isOfEvents = (source: AsyncIterable<unknown>): source is Source<Placed> => source instanceof Source;

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
