import { STATUS_CODES } from 'node:http';
import { toGraphQLError } from '../schema/errors.js';
import { ERROR_CODES, type ErrorCode, type InputIssue } from '../src/domain/errors.js';

/** What a failure looks like: always these three keys, `error` being the status's reason phrase. */
export interface Envelope {
  readonly statusCode: number;
  /** A text; a list of texts where the input was refused; the answer itself where that is what failed (readiness). */
  readonly message: unknown;
  readonly error: string;
}

export interface Failure {
  readonly status: number;
  readonly body: Envelope;
  /** Whole seconds, for `Retry-After`. */
  readonly retryAfterS?: number;
}

export type Logger = Parameters<typeof toGraphQLError>[1];

const reasonOf = (status: number): string => STATUS_CODES[status] ?? 'Error';

export const failure = (status: number, message: unknown): Failure => ({
  status,
  body: { statusCode: status, message, error: reasonOf(status) },
});

/**
 * The one mapping from an error to status and body. What is not one of ours is masked and logged by the schema's own
 * mapping, so that both surfaces tell the same.
 * @param production hides what exactly is wrong with the input, as documented: `message` is then "Bad Request"
 */
export function failureOf(error: unknown, production: boolean, logger: Logger): Failure {
  const { message, extensions } = toGraphQLError(error, logger);
  const { status } = ERROR_CODES[extensions.code as ErrorCode];
  const issues = extensions.issues as readonly InputIssue[] | undefined;
  const retryAfterS = extensions.retryAfterS as number | undefined;
  if (issues === undefined) return { ...failure(status, message), ...(retryAfterS !== undefined && { retryAfterS }) };
  return failure(status, production ? reasonOf(status) : issues.map((issue) => issue.message));
}
