/**
 * The one catalogue of errors. GraphQL shows the code in `extensions.code`; REST shows the status and its reason
 * phrase in the documented envelope. `retryable` says whether the same request may succeed later, unchanged.
 */
export const ERROR_CODES = {
  VALIDATION_FAILED: { status: 400, retryable: false },
  GRAPHQL_PARSE_FAILED: { status: 400, retryable: false },
  GRAPHQL_VALIDATION_FAILED: { status: 400, retryable: false },
  MALFORMED_JSON: { status: 400, retryable: false },
  INVALID_JID: { status: 400, retryable: false },
  URL_NOT_ALLOWED: { status: 400, retryable: false },
  SESSION_NOT_STARTED: { status: 400, retryable: false },
  SESSION_ALREADY_STARTED: { status: 400, retryable: false },
  SESSION_ALREADY_PAIRED: { status: 400, retryable: false },
  QR_NOT_READY: { status: 400, retryable: true },
  CURSOR_INVALID: { status: 400, retryable: false },
  QUERY_TOO_COSTLY: { status: 400, retryable: false },
  TOO_MANY_SUBSCRIPTIONS: { status: 400, retryable: false },
  UNAUTHENTICATED: { status: 401, retryable: false },
  SESSION_NOT_ALLOWED: { status: 401, retryable: false },
  FORBIDDEN: { status: 403, retryable: false },
  NOT_FOUND: { status: 404, retryable: false },
  SESSION_NOT_FOUND: { status: 404, retryable: false },
  METHOD_NOT_ALLOWED: { status: 405, retryable: false },
  STREAM_STALLED: { status: 408, retryable: true },
  CONFLICT: { status: 409, retryable: false },
  SESSION_NOT_CONNECTED: { status: 409, retryable: true },
  IDEMPOTENCY_IN_PROGRESS: { status: 409, retryable: true },
  PAYLOAD_TOO_LARGE: { status: 413, retryable: false },
  UNSUPPORTED_MEDIA_TYPE: { status: 415, retryable: false },
  BUSINESS_ONLY: { status: 422, retryable: false },
  IDEMPOTENCY_KEY_REUSED: { status: 422, retryable: false },
  RATE_LIMITED: { status: 429, retryable: true },
  TOO_MANY_CONNECTIONS: { status: 429, retryable: true },
  INTERNAL: { status: 500, retryable: false },
  ENGINE_FAILED: { status: 500, retryable: false },
  NOT_IMPLEMENTED: { status: 501, retryable: false },
  MESSAGE_REFUSED: { status: 502, retryable: false },
  UNAVAILABLE: { status: 503, retryable: true },
  ACK_TIMEOUT: { status: 504, retryable: false },
  SEND_UNKNOWN: { status: 504, retryable: false },
} as const satisfies Record<string, { status: number; retryable: boolean }>;

export type ErrorCode = keyof typeof ERROR_CODES;

/** Every failure that a caller may see. Anything else is masked as `INTERNAL` and logged with its cause. */
export class GatewayError extends Error {
  constructor(
    readonly code: ErrorCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.name = new.target.name;
  }
}

/** One thing wrong with the input. `field` is the path as the caller wrote it: `chatId`, `events.0`. */
export interface InputIssue {
  readonly field: string;
  readonly message: string;
}

/** Input refused before anything changed. REST answers `message` as the array of issue messages. */
export class ValidationError extends GatewayError {
  constructor(readonly issues: readonly InputIssue[]) {
    super('VALIDATION_FAILED', issues.map((issue) => issue.message).join('; '));
  }
}

export class InvalidJidError extends GatewayError {
  constructor(readonly field: string) {
    super(
      'INVALID_JID',
      `${field} must be a WhatsApp id such as 628123456789@c.us, 120363123456789@g.us, 1234@lid or 1234@newsletter`,
    );
  }
}

export class SessionNotFoundError extends GatewayError {
  constructor(readonly sessionId: string) {
    super('SESSION_NOT_FOUND', `Session "${sessionId}" not found`);
  }
}

export class SessionNotConnectedError extends GatewayError {
  constructor(readonly sessionId: string) {
    super('SESSION_NOT_CONNECTED', 'Session is not connected');
  }
}

export class NotFoundError extends GatewayError {
  constructor(noun: string, id: string) {
    super('NOT_FOUND', `${noun} "${id}" not found`);
  }
}

export class UnauthenticatedError extends GatewayError {
  constructor(message: string) {
    super('UNAUTHENTICATED', message);
  }
}

export class RateLimitedError extends GatewayError {
  /** @param retryAfterS whole seconds until the tier that refused has room again */
  constructor(readonly retryAfterS: number) {
    super('RATE_LIMITED', 'Too Many Requests');
  }
}

/** A request with this key is being worked on; it will be answered under the same key. */
export class IdempotencyInProgressError extends GatewayError {
  readonly retryAfterS = 1;
  constructor() {
    super('IDEMPOTENCY_IN_PROGRESS', 'A request with this idempotency key is being worked on; ask again in a moment');
  }
}

/** The engine does not have the operation; known from its capability set, before it is called. */
export class NotImplementedError extends GatewayError {
  constructor(operation: string, engine: string) {
    super('NOT_IMPLEMENTED', `${operation} is not available on the ${engine} engine`);
  }
}

/** The engine refused or broke. The library's own error is the cause and stays inside. */
export class EngineFailedError extends GatewayError {
  constructor(message: string, options?: ErrorOptions) {
    super('ENGINE_FAILED', message, options);
  }
}

/** The engine cannot tell whether what it was given left: the link ended, or the page did not answer. */
export class UncertainSendError extends EngineFailedError {}

/** Which stored message an error is about, for a caller that has to know it although what was asked for failed. */
export interface MessageIds {
  /** Of its row. */
  readonly id: string;
  readonly waMessageId: string;
}

/** A message was stored, and what a caller waited for did not come. */
export abstract class StoredMessageError extends GatewayError {
  readonly messageId: string;
  readonly waMessageId: string;

  constructor(code: ErrorCode, { id, waMessageId }: MessageIds, message: string) {
    super(code, message);
    this.messageId = id;
    this.waMessageId = waMessageId;
  }
}

/** WhatsApp did not take a message that the engine had taken; it is stored as failed. */
export class MessageRefusedError extends StoredMessageError {
  constructor(message: MessageIds) {
    super('MESSAGE_REFUSED', message, `WhatsApp refused message "${message.waMessageId}"`);
  }
}

/** The message was accepted and may yet arrive: only the wait ended. Sending it again may make two of it. */
export class AckTimeoutError extends StoredMessageError {
  constructor(message: MessageIds) {
    super(
      'ACK_TIMEOUT',
      message,
      `Message "${message.waMessageId}" was accepted; the wait ended before it got so far. It may yet: follow ` +
        'messageAck instead of sending it again',
    );
  }
}

/**
 * Something was given to the engine, and nobody knows whether it left. It may have: sending it anew may make two of it,
 * repeating the request under its idempotency key does not.
 */
export class SendUnknownError extends GatewayError {
  readonly messageId: string | undefined;
  readonly waMessageId: string | undefined;

  /** @param message where one is stored */
  constructor(message?: MessageIds, options?: ErrorOptions) {
    super(
      'SEND_UNKNOWN',
      'Whether it was sent is not known; it may have been. Repeat the request under its idempotency key instead of ' +
        'sending it anew',
      options,
    );
    this.messageId = message?.id;
    this.waMessageId = message?.waMessageId;
  }
}

/** A part this needs (the store, the link) is down for now; the same call may succeed later. */
export class UnavailableError extends GatewayError {
  /** Whole seconds: a store that failed is tried again that often at least. */
  readonly retryAfterS = 5;

  constructor(message: string, options?: ErrorOptions) {
    super('UNAVAILABLE', message, options);
  }
}

/** The same in the middle of a write: nobody knows whether it took place. */
export class WriteInDoubtError extends UnavailableError {}

/** A cursor that cannot be gone on from: of another journal, older than what is held, or none at all. */
export class CursorInvalidError extends GatewayError {
  /** @param oldestCursor everything that is held comes after it */
  constructor(readonly oldestCursor: string) {
    super(
      'CURSOR_INVALID',
      'The cursor is not one of this journal, or too old. Start without one to get what is new, ' +
        `or after "${oldestCursor}" to get everything that is held.`,
    );
  }
}

/** A client that did not take what was sent to it. */
export class StreamStalledError extends GatewayError {
  /** @param lastCursor of the newest event that was sent */
  constructor(readonly lastCursor: string | undefined) {
    super('STREAM_STALLED', `Too slow. ${lastCursor === undefined ? 'Nothing was sent' : `Last sent: ${lastCursor}`}`);
  }
}
