import { type GatewayError, SendUnknownError, UnavailableError } from '../domain/errors.js';
import type { SubmissionKey, WriteOp } from '../store/write-op.js';
import type { Bound } from './journal.js';

/** What a request to send was answered with: a stored message, another value, or an error. */
export type StoredAnswer =
  | { readonly message: string }
  | { readonly value: unknown }
  | { readonly error: { readonly code: GatewayError['code']; readonly message: string } };

export interface SubmissionParts {
  readonly key: SubmissionKey;
  readonly payloadHash: string;
  /** Of one that began earlier and of which nobody knows how it ended; undefined for one that begins now. */
  readonly doubted?: { readonly subject: string | null } | undefined;
  /** What may have left already may leave once more, as another message. */
  readonly resendIfUnknown: boolean;
}

/**
 * One request to send. It is on disk from the transaction that stores what it makes, before the engine hears of it, and
 * over with the transaction that tells what became of that. So under its key one thing leaves at most.
 */
export class Submission implements Bound {
  #isBegun: boolean;
  #isRecorded = false;
  #isEnded = false;

  constructor(private readonly parts: SubmissionParts) {
    this.#isBegun = parts.doubted !== undefined;
  }

  /** What an earlier process, or an earlier try, made under this key and may have sent. */
  get doubted(): string | undefined {
    return this.parts.doubted?.subject ?? undefined;
  }

  get resendIfUnknown(): boolean {
    return this.parts.resendIfUnknown;
  }

  /** It has been begun, and its end is not written down. */
  get isOpen(): boolean {
    return this.#isBegun && !this.#isEnded;
  }

  /** This try got as far as the engine; what fails before leaves everything as it was. */
  get isRecorded(): boolean {
    return this.#isRecorded;
  }

  /** @param subject null: it makes nothing that has an id */
  recorded(subject: string | null): readonly WriteOp[] {
    const { key, payloadHash } = this.parts;
    this.#isRecorded = true;
    if (this.#isBegun) return subject === null ? [] : [{ op: 'submission.renew', subject, ...key }];
    this.#isBegun = true;
    return [{ op: 'submission.begin', payloadHash, subject, at: Date.now(), ...key }];
  }

  sent(messageId: string): readonly WriteOp[] {
    return this.ended({ message: messageId });
  }

  refused(refusal: GatewayError): readonly WriteOp[] {
    if (refusal instanceof SendUnknownError || refusal instanceof UnavailableError) return [];
    return this.ended({ error: { code: refusal.code, message: refusal.message } });
  }

  ended(answer: StoredAnswer): readonly WriteOp[] {
    if (!this.isOpen) return [];
    this.#isEnded = true;
    return [{ op: 'submission.end', answer: JSON.stringify(answer), at: Date.now(), ...this.parts.key }];
  }
}
