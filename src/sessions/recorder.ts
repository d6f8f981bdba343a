import type { EventData } from '../domain/event.js';
import type { EngineEvent } from '../engine/port.js';
import type { SessionPatch } from '../store/write-op.js';

/** What an engine tells about messages and chats; the rest of its events are the session's own affair. */
export type ObservedEvent = Exclude<
  EngineEvent,
  { readonly kind: 'connecting' | 'qr' | 'authenticated' | 'ready' | 'ended' }
>;

type SessionEventType = 'session.status' | 'session.qr' | 'session.authenticated' | 'session.disconnected';
/** Something to journal about the session itself. */
export type SessionEvent = {
  [K in SessionEventType]: { readonly type: K; readonly data: EventData[K] };
}[SessionEventType];

/** The account as which a session speaks. */
export interface Account {
  readonly sessionId: string;
  /** Digits; null until the session was linked for the first time. */
  readonly phone: string | null;
}

/**
 * Where live sessions write down what happens. Every call is one transaction, in the order of the calls.
 * @throws UnavailableError while the store is down; nothing was written then
 */
export interface Recorder {
  observed(account: Account, event: ObservedEvent): void;
  /** @returns the mark that is durable once this is on disk */
  changed(sessionId: string, patch: SessionPatch, events: readonly SessionEvent[]): number;
  /** The engine that was opened at `openedAt` (epoch ms) is gone: what it sent without an ack may not have arrived. */
  linkEnded(sessionId: string, openedAt: number): void;
  /** Removes the session and all that belongs to it. Resolves when that is on disk. */
  deleted(sessionId: string): Promise<void>;
}
