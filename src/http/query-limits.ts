import { maxAliasesRule } from '@escape.tech/graphql-armor-max-aliases';
import { maxDepthRule } from '@escape.tech/graphql-armor-max-depth';
import { maxDirectivesRule } from '@escape.tech/graphql-armor-max-directives';
import {
  getNamedType,
  getOperationAST,
  getVariableValues,
  GraphQLError,
  isLeafType,
  isListType,
  isNonNullType,
  parse as parseAny,
  specifiedRules,
  validate as validateAny,
  visit,
  type DocumentNode,
  type ExecutionArgs,
  type GraphQLOutputType,
  type OperationDefinitionNode,
} from 'graphql';
import { getComplexity, type ComplexityEstimator } from 'graphql-query-complexity';
import { GatewayError } from '../domain/errors.js';

/**
 * What a document may ask for, over HTTP, SSE and WebSocket alike. All of it is refused before a resolver runs.
 */
export const QUERY_LIMITS = {
  /** Words and signs of a document. */
  tokens: 1000,
  /** Fields below each other. A list takes three: the connection, its edges, their node. */
  depth: 12,
  /** Counted over the whole operation. */
  aliases: 15,
  directives: 8,
  /** Objects an answer may hold. */
  cost: 5000,
} as const;

/** How many objects are reckoned for a list whose length the document does not say. */
const UNTOLD_LENGTH = 10;

const RULES = [
  ...specifiedRules,
  maxDepthRule({ n: QUERY_LIMITS.depth, flattenFragments: true }),
  maxAliasesRule({ n: QUERY_LIMITS.aliases, allowList: [] }),
  maxDirectivesRule({ n: QUERY_LIMITS.directives }),
];

/** Like that of graphql-js. @throws GraphQLError also for a document of too many tokens */
export const parse: typeof parseAny = (source, options) =>
  parseAny(source, { ...options, maxTokens: QUERY_LIMITS.tokens });

/** Like that of graphql-js; says also what is too deep or has too many aliases or directives. */
export const validate: typeof validateAny = (schema, document) => {
  try {
    return validateAny(schema, document, RULES);
  } catch (error) {
    // The rules of the limits do not report, they throw.
    if (error instanceof GraphQLError) return [new GraphQLError(error.message.replace('Syntax Error: ', ''))];
    throw error;
  }
};

/**
 * Every object counts one, times the length of the lists it is in: their `first`, or {@link UNTOLD_LENGTH}.
 * @throws GraphQLError of a GatewayError QUERY_TOO_COSTLY
 */
export function limitCost({ schema, document, variableValues, operationName }: CostArgs): void {
  const operation = getOperationAST(document, operationName);
  // Which of several operations: the executor refuses this better.
  if (!operation || fixed.has(operation)) return;
  const variables = { ...variableValues };
  // Variables that do not fit: as well.
  if (getVariableValues(schema, operation.variableDefinitions ?? [], variables).errors) return;
  const cost = getComplexity({
    schema,
    query: document,
    variables,
    ...(operationName ? { operationName } : {}),
    estimators: [objects],
  });
  if (cost <= QUERY_LIMITS.cost) {
    if (!isSizedByVariables(document)) fixed.add(operation);
    return;
  }
  const message = `The query may answer ${cost} objects, more than ${QUERY_LIMITS.cost}: ask for smaller pages`;
  throw new GraphQLError(message, { originalError: new GatewayError('QUERY_TOO_COSTLY', message) });
}

/** Operations found cheap enough, whatever their variables are. Yoga keeps the documents that come again. */
const fixed = new WeakSet<OperationDefinitionNode>();

/** Whether variables say how long pages are, or what is left out. */
function isSizedByVariables(document: DocumentNode): boolean {
  let found = false;
  const look = { Variable: () => void (found = true) };
  visit(document, {
    Argument: (node) => void (node.name.value === 'first' && visit(node, look)),
    Directive: (node) => void visit(node, look),
  });
  return found;
}

type CostArgs = Pick<ExecutionArgs, 'schema' | 'document' | 'variableValues' | 'operationName'>;

const objects: ComplexityEstimator = ({ type, field, args, childComplexity }) => {
  if (isLeafType(getNamedType(field.type))) return 0;
  const page: unknown = args.first;
  if (typeof page === 'number') return page * childComplexity + 1;
  // The length of a connection was counted with the field that led to it.
  const own = type.name.endsWith('Connection') ? 0 : 1;
  return isList(field.type) && own === 1 ? UNTOLD_LENGTH * (own + childComplexity) : own + childComplexity;
};

const isList = (type: GraphQLOutputType): boolean => isListType(isNonNullType(type) ? type.ofType : type);
