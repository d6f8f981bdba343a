import {
  execute,
  Kind,
  type DocumentNode,
  type ExecutionArgs,
  type GraphQLSchema,
  OperationTypeNode,
  type OperationDefinitionNode,
  type parse,
  type validate,
} from 'graphql';
import { ValidationError } from '../domain/errors.js';
import type { JournalEvent } from '../store/journal-reader.js';

const ROOT = 'events';
/** Documents kept parsed; what is asked for again takes its place anew. */
const MAX_KEPT = 100;
const WANTED = `must be one subscription of \`${ROOT}\` alone, without arguments and variables: subscription { ${ROOT} { type } }`;

export interface PayloadQueryDeps {
  readonly schema: GraphQLSchema;
  /** What holds for every document: how it is parsed and validated, and what it may cost. */
  readonly limits: {
    readonly parse: typeof parse;
    readonly validate: typeof validate;
    /** @throws GraphQLError */
    readonly limitCost: (args: Pick<ExecutionArgs, 'schema' | 'document'>) => void;
  };
  /** What fields resolve with, for somebody who may use this session and no other. */
  readonly contextOf: (sessionId: string) => unknown;
  readonly journal: { read(after: number, limit: number): Promise<readonly JournalEvent[]> };
  /** An error in words that callers may see. */
  readonly describe: (error: unknown) => string;
}

/** What came of a query. `failed` is for operators: it holds no secret. */
export type Payload = { readonly data: string } | { readonly failed: string };

/**
 * Bodies that subscribers asked for in their own words: a webhook's `payloadQuery` is a subscription of `events`, run
 * for the one event that is delivered. Its result stands in the envelope as `data`.
 */
export class PayloadQueries {
  readonly #kept = new Map<string, DocumentNode>();

  constructor(private readonly deps: PayloadQueryDeps) {}

  /** @throws ValidationError unless it can be run for every event */
  check(query: string): void {
    const fault = this.#faultOf(query);
    if (fault !== undefined) {
      throw new ValidationError([{ field: 'payloadQuery', message: `payloadQuery ${fault}` }]);
    }
  }

  /**
   * JSON text of what the query selects of an event, with the rights of an operator of its session.
   * @throws whatever the journal cannot be read with; everything else is a value
   */
  async payloadOf(query: string, { seq, sessionId }: Pick<JournalEvent, 'seq' | 'sessionId'>): Promise<Payload> {
    const { schema, journal, contextOf, describe } = this.deps;
    const [event] = await journal.read(seq - 1, 1);
    if (event?.seq !== seq) return { failed: 'The payload query failed: its event is not stored any more' };
    try {
      const { data, errors } = await execute({
        schema,
        document: this.#documentOf(query),
        rootValue: event,
        contextValue: contextOf(sessionId),
      });
      if (errors?.[0] === undefined) return { data: JSON.stringify(data) };
      return { failed: `The payload query failed: ${describe(errors[0])}` };
    } catch (error) {
      return { failed: `The payload query failed: ${describe(error)}` };
    }
  }

  #faultOf(query: string): string | undefined {
    const { schema, limits, describe } = this.deps;
    try {
      const document = limits.parse(query);
      if (!isOfOneEvent(document)) return WANTED;
      const [error] = limits.validate(schema, document);
      if (error !== undefined) return `does not fit the schema: ${describe(error)}`;
      limits.limitCost({ schema, document });
      return undefined;
    } catch (error) {
      return `is not valid: ${describe(error)}`;
    }
  }

  #documentOf(query: string): DocumentNode {
    const document = this.#kept.get(query) ?? this.deps.limits.parse(query);
    this.#kept.delete(query);
    this.#kept.set(query, document);
    const [oldest] = this.#kept.keys();
    if (this.#kept.size > MAX_KEPT && oldest !== undefined) this.#kept.delete(oldest);
    return document;
  }
}

function isOfOneEvent({ definitions }: DocumentNode): boolean {
  const operations = definitions.filter(
    (definition): definition is OperationDefinitionNode => definition.kind === Kind.OPERATION_DEFINITION,
  );
  const [operation] = operations;
  if (operations.length !== 1 || operation?.operation !== OperationTypeNode.SUBSCRIPTION) return false;
  const [root, ...others] = operation.selectionSet.selections;
  return (
    others.length === 0 &&
    root?.kind === Kind.FIELD &&
    root.name.value === ROOT &&
    root.alias === undefined &&
    root.arguments?.length === 0 &&
    root.directives?.length === 0 &&
    operation.variableDefinitions?.length === 0 &&
    operation.directives?.length === 0
  );
}
