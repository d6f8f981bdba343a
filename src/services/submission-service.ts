import { createHash } from 'node:crypto';
import { ACK, type Ack } from '../domain/ack.js';
import { GatewayError, IdempotencyInProgressError, MessageRefusedError, NotFoundError } from '../domain/errors.js';
import type { Jid } from '../domain/jid.js';
import { UploadedFile } from '../domain/media.js';
import type { Logger } from '../runtime/logger.js';
import { WriteRefusedError } from '../store/commit-queue.js';
import type { Message, Store } from '../store/store.js';
import type { SubmissionKey, WriteOp } from '../store/write-op.js';
import type { Journal } from './journal.js';
import { type StoredAnswer, Submission } from './submission.js';

const HOUR_MS = 3_600_000;
const PRUNED_AT_ONCE = 1000;

export interface SubmissionServiceDeps {
  readonly store: Pick<Store, 'submissions' | 'pages' | 'commits'>;
  readonly journal: Journal;
  /** IDEMPOTENCY_TTL_HOURS */
  readonly keptHours: number;
  readonly logger: Logger;
}

export interface SubmissionRequest extends SubmissionKey {
  /** The key was made just now: there is nothing under it. */
  readonly isFresh: boolean;
  /** What is asked for. */
  readonly payload: unknown;
  readonly resendIfUnknown: boolean;
}

export interface Submitted<T> {
  readonly value: T | { readonly message: Message };
  /** It was done before; this only tells what became of it. */
  readonly isReplay: boolean;
}

/**
 * Requests to send, each done once under its key: a request that is repeated is answered as the first one was. Kept for
 * `keptHours`. What was refused before the engine was called is not kept, so that it may be tried again.
 */
export class SubmissionService {
  /** Those that are worked on, with the hash of what they ask for. */
  readonly #running = new Map<string, string>();

  constructor(private readonly deps: SubmissionServiceDeps) {}

  /**
   * @param work does it; what it stores first, it stores together with `recorded` of the submission
   * @throws IdempotencyInProgressError while the first request is worked on; GatewayError IDEMPOTENCY_KEY_REUSED if it
   * asked for something else; the error of the first request; SendUnknownError if nobody knows whether it left; and what
   * `work` throws
   */
  async run<T>(
    { isFresh, payload, resendIfUnknown, ...key }: SubmissionRequest,
    work: (submission: Submission) => Promise<T>,
  ): Promise<Submitted<T>> {
    const { sessionId, apiKeyId, operation, key: own } = key;
    const name = JSON.stringify([sessionId, apiKeyId, operation, own]);
    const payloadHash = hashOf(payload);
    const running = this.#running.get(name);
    if (running !== undefined) throw running === payloadHash ? new IdempotencyInProgressError() : reused();
    this.#running.set(name, payloadHash);
    try {
      const stored = isFresh ? undefined : await this.deps.store.submissions.byKey(key);
      if (stored === undefined) return await this.#first(new Submission({ key, payloadHash, resendIfUnknown }), work);
      if (stored.payloadHash !== payloadHash) throw reused();
      if (stored.answer !== null) return { value: (await this.#told(sessionId, stored.answer)) as T, isReplay: true };
      const { subject } = stored;
      const submission = new Submission({ key, payloadHash, doubted: { subject }, resendIfUnknown });
      const message = subject === null ? undefined : await this.#settled(sessionId, subject, submission);
      return message === undefined ? await this.#first(submission, work) : { value: { message }, isReplay: true };
    } finally {
      this.#running.delete(name);
    }
  }

  /** Removes some of those that were over long ago. Called now and then. */
  async prune(): Promise<void> {
    const before = Date.now() - this.deps.keptHours * HOUR_MS;
    await this.deps.store.commits.write([{ op: 'submission.prune', before, limit: PRUNED_AT_ONCE }]);
  }

  async #first<T>(submission: Submission, work: (submission: Submission) => Promise<T>): Promise<Submitted<T>> {
    try {
      const value = await work(submission);
      await this.#end(submission, answerOf(value));
      return { value, isReplay: false };
    } catch (error) {
      // Another process has begun it just now: the key is all that can be there already.
      if (error instanceof WriteRefusedError && error.conflict) throw new IdempotencyInProgressError();
      await this.#failed(submission, error);
      throw error;
    }
  }

  /**
   * What became of a message that an earlier process stored and maybe sent, as far as WhatsApp told.
   * @returns undefined if it told nothing
   */
  async #settled(sessionId: string, subject: string, submission: Submission): Promise<Message | undefined> {
    const { store, journal } = this.deps;
    const message = await store.pages.message(sessionId, subject);
    const ack = message?.ack as Ack | undefined;
    if (message === undefined || (ack === ACK.PENDING && message.type !== 'revoked')) return undefined;
    if (ack === ACK.ERROR) throw new MessageRefusedError(message);
    // Whoever was to announce it did not get to it.
    await store.commits.settled(journal.sent(journal.takenUp(message.author as Jid, message, submission)));
    return message;
  }

  async #told(sessionId: string, answer: string): Promise<unknown> {
    const stored = JSON.parse(answer, toMoment) as StoredAnswer;
    if ('error' in stored) throw new GatewayError(stored.error.code, stored.error.message);
    if ('value' in stored) return stored.value;
    const message = await this.deps.store.pages.message(sessionId, stored.message);
    if (message === undefined) throw new NotFoundError('Message', stored.message);
    return { message };
  }

  /** @returns when it is on disk, or cannot be: then the subject tells what became of it */
  async #end(submission: Submission, answer: StoredAnswer): Promise<void> {
    await this.#write(submission.ended(answer));
  }

  async #failed(submission: Submission, error: unknown): Promise<void> {
    if (submission.isRecorded && error instanceof GatewayError) await this.#write(submission.refused(error));
  }

  async #write(ops: readonly WriteOp[]): Promise<void> {
    const { store, logger } = this.deps;
    if (ops.length === 0) return;
    try {
      await store.commits.write(ops);
    } catch (error) {
      logger.error({ err: error }, 'what became of a request could not be stored; its key stays open');
    }
  }
}

const reused = (): GatewayError =>
  new GatewayError('IDEMPOTENCY_KEY_REUSED', 'This idempotency key came with another request before');

/** A stored message is read again, so that it is told as it is then. */
function answerOf(value: unknown): StoredAnswer {
  const { message } = value as { readonly message?: Partial<Message> };
  return typeof message?.waMessageId === 'string' ? { message: message.waMessageId } : { value: withMoments(value) };
}

/** Objects by their keys in order, files by their content. */
function hashOf(payload: unknown): string {
  const text = JSON.stringify(payload, (_key, value: unknown) => {
    if (value instanceof UploadedFile) return { sha256: value.sha256, name: value.filename, type: value.mimetype };
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
    return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
  });
  return createHash('sha256').update(text).digest('hex');
}

const MOMENT = '$moment';
/** JSON makes a text of a moment; this tells it from other texts. */
const withMoments = (value: unknown): unknown => {
  if (value instanceof Date) return { [MOMENT]: value.getTime() };
  if (Array.isArray(value)) return value.map(withMoments);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, withMoments(each)]));
};
const toMoment = (_key: string, value: unknown): unknown => {
  const at = (value as Record<string, unknown> | null)?.[MOMENT];
  return typeof at === 'number' ? new Date(at) : value;
};
