import { GraphQLError, type GraphQLErrorExtensions } from 'graphql';
import {
  CursorInvalidError,
  ERROR_CODES,
  GatewayError,
  IdempotencyInProgressError,
  RateLimitedError,
  SendUnknownError,
  StoredMessageError,
  StreamStalledError,
  UnavailableError,
  ValidationError,
  type ErrorCode,
} from '../src/domain/errors.js';
import type { Logger } from '../src/runtime/logger.js';
import { ScalarError, variableRefusal } from './input-issues.js';

/**
 * The one mapping from any failure to what GraphQL clients see: the message and `extensions` with `code`, `retryable`
 * and, where they apply, `issues` (`[{field, message}]`), `retryAfterS`, `oldestCursor`, `lastCursor`, and `messageId` and `waMessageId` of a message
 * that is stored all the same. What is not one of ours is masked as
 * `INTERNAL` and logged with its cause; REST maps the same codes to its statuses.
 */
export function toGraphQLError(error: unknown, logger: Logger): GraphQLError {
  const at = error instanceof GraphQLError ? error : undefined;
  // Libraries hand over some errors twice.
  if (at !== undefined && answers.has(at)) return at;
  const known = knownCause(error);
  if (known !== undefined) return answer(known.code, known.message, at, detailsOf(known));

  const documentFault = at === undefined ? undefined : faultOfDocument(at);
  if (documentFault !== undefined) return answer(documentFault.code, documentFault.message, at);
  logger.error({ err: rootOf(error), path: at?.path }, 'unexpected error');
  return answer('INTERNAL', 'Internal server error', at);
}

/** Our own error behind whatever wraps it. */
function knownCause(error: unknown): GatewayError | undefined {
  for (let current = error; current !== undefined; ) {
    if (current instanceof GatewayError) return current;
    if (!(current instanceof GraphQLError)) return undefined;
    const refusal = variableRefusal(current);
    if (refusal !== undefined) return refusal;
    current = current.originalError;
  }
  return undefined;
}

/** What the library says about a document, or about how it was sent; undefined for a fault of ours. */
function faultOfDocument(error: GraphQLError): { code: ErrorCode; message: string } | undefined {
  const root = rootOf(error);
  if (error.message.startsWith('Syntax Error')) return { code: 'GRAPHQL_PARSE_FAILED', message: error.message };
  // graphql-jit makes errors without extensions.
  const { http } = (error.extensions ?? {}) as { http?: { status?: number } };
  const transport = http?.status === undefined ? undefined : TRANSPORT[http.status];
  if (transport !== undefined) return { code: transport, message: error.message };
  // Found before anything ran: such an error has places in the document, but no path in an answer.
  const found = error.path === undefined && (error.originalError === undefined || root instanceof ScalarError);
  // An argument whose variable was left out is found only when its field is reached.
  const missing = root instanceof GraphQLError && root.message.startsWith('Argument "');
  if (!found && !missing) return undefined;
  if (/invalid JSON/i.test(error.message)) return { code: 'MALFORMED_JSON', message: error.message };
  return { code: 'GRAPHQL_VALIDATION_FAILED', message: withoutGuess(error.message) };
}

const TRANSPORT: Readonly<Record<number, ErrorCode>> = {
  405: 'METHOD_NOT_ALLOWED',
  413: 'PAYLOAD_TOO_LARGE',
  415: 'UNSUPPORTED_MEDIA_TYPE',
};

const detailsOf = (error: GatewayError): GraphQLErrorExtensions => ({
  ...(error instanceof ValidationError ? { issues: error.issues } : {}),
  ...(error instanceof RateLimitedError ||
  error instanceof IdempotencyInProgressError ||
  error instanceof UnavailableError
    ? { retryAfterS: error.retryAfterS }
    : {}),
  ...((error instanceof StoredMessageError || error instanceof SendUnknownError) && error.messageId !== undefined
    ? { messageId: error.messageId, waMessageId: error.waMessageId }
    : {}),
  ...(error instanceof CursorInvalidError ? { oldestCursor: error.oldestCursor } : {}),
  ...(error instanceof StreamStalledError ? { lastCursor: error.lastCursor } : {}),
});

/** What this module made. */
const answers = new WeakSet<GraphQLError>();

const answer = (
  code: ErrorCode,
  message: string,
  at: GraphQLError | undefined,
  details: GraphQLErrorExtensions = {},
): GraphQLError => {
  const error = new GraphQLError(message, {
    nodes: at?.nodes,
    source: at?.source,
    positions: at?.positions,
    path: at?.path,
    extensions: { code, retryable: ERROR_CODES[code].retryable, ...details },
  });
  answers.add(error);
  return error;
};

const rootOf = (error: unknown): unknown =>
  error instanceof GraphQLError && error.originalError !== undefined ? rootOf(error.originalError) : error;

/** The library guesses at names the caller may have meant, and so gives away names. */
const withoutGuess = (message: string): string => message.replace(/ Did you mean [\s\S]*$/, '');
