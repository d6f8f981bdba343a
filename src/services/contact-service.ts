import pLimit from 'p-limit';
import { NotFoundError } from '../domain/errors.js';
import { isLid, phoneOf, toJid, type Jid } from '../domain/jid.js';
import type { SessionRegistry } from '../sessions/session-registry.js';
import type { StoredContact } from '../store/contact-reader.js';
import type { Store } from '../store/store.js';
import type { ContactPatch } from '../store/write-op.js';
import { pageOf, type Page } from './page.js';

const MAX_PAGE = 1000;
/** Pictures are asked for one by one; a list of contacts must not become a burst of questions to WhatsApp. */
const PICTURES_AT_ONCE = 4;

export interface ContactServiceDeps {
  readonly store: Pick<Store, 'contacts' | 'identities' | 'commits'>;
  readonly sessions: SessionRegistry;
}

export interface ContactQuery extends Page {
  readonly sessionId: string;
  /** Part of a name in any case, or part of a number. */
  readonly search?: string | undefined;
}

export interface NumberCheck {
  /** As it was asked for. */
  readonly number: string;
  readonly exists: boolean;
  /** May differ from the digits asked for: WhatsApp normalises. */
  readonly whatsappId: Jid | null;
}

export class ContactService {
  private readonly pictures = pLimit(PICTURES_AT_ONCE);

  constructor(private readonly deps: ContactServiceDeps) {}

  /**
   * Stored contacts by name.
   * @throws SessionNotFoundError
   * @throws GatewayError SESSION_NOT_STARTED
   */
  async list({ sessionId, search, ...page }: ContactQuery): Promise<StoredContact[]> {
    const { store, sessions } = this.deps;
    sessions.requireStarted(sessionId);
    const { take: limit, skip: offset } = pageOf(page, { max: MAX_PAGE });
    return store.contacts.page({ sessionId, search, limit, offset });
  }

  /**
   * A stored contact by any of its addresses.
   * @throws SessionNotFoundError, NotFoundError
   */
  async get(sessionId: string, contactId: Jid): Promise<StoredContact> {
    this.deps.sessions.statusOf(sessionId);
    const contact = await this.find(sessionId, contactId);
    if (contact === undefined) throw new NotFoundError('Contact', contactId);
    return contact;
  }

  /**
   * Asks WhatsApp whether a number has an account.
   * @param number digits with the country code first; a leading + is ignored
   * @throws GatewayError SESSION_NOT_STARTED, or SESSION_NOT_CONNECTED while the session is not `ready`
   * @throws NotImplementedError if the engine cannot ask
   */
  async checkNumber(sessionId: string, number: string): Promise<NumberCheck> {
    const { sessions } = this.deps;
    sessions.requireStarted(sessionId);
    const { engine } = sessions.able(sessionId, 'CHECK_NUMBER');
    const whatsappId = await engine.contacts.checkNumber(number.replace(/^\+/, ''));
    return { number, exists: whatsappId !== undefined, whatsappId: whatsappId ?? null };
  }

  /**
   * Where WhatsApp keeps the picture of a person or group.
   * @returns null if there is none, or it is hidden from this account
   * @throws NotImplementedError, SessionNotConnectedError, EngineFailedError
   */
  async pictureUrl(sessionId: string, of: Jid): Promise<string | null> {
    const { engine } = this.deps.sessions.able(sessionId, 'PROFILE_PICTURE');
    return (await this.pictures(() => engine.contacts.pictureUrl(of))) ?? null;
  }

  /**
   * As `pictureUrl`, for several at once.
   * @throws NotImplementedError, SessionNotConnectedError, EngineFailedError
   */
  async pictureUrls(sessionId: string, of: readonly Jid[]): Promise<Readonly<Record<string, string | null>>> {
    const found = await Promise.all(
      [...new Set(of)].map(async (each) => [each, await this.pictureUrl(sessionId, each)] as const),
    );
    return Object.fromEntries(found);
  }

  /**
   * The number behind an address. An alias that the store does not know is asked of the engine, and kept.
   * @returns digits; null where WhatsApp hides the number
   * @throws NotImplementedError, SessionNotConnectedError, EngineFailedError, if the engine has to be asked
   */
  async phone(sessionId: string, contactId: Jid): Promise<string | null> {
    const { store, sessions } = this.deps;
    sessions.statusOf(sessionId);
    const known = phoneOf(store.identities.canonical(contactId));
    if (known !== undefined || !isLid(contactId)) return known ?? null;
    const { engine } = sessions.able(sessionId, 'RESOLVE_LID');
    const phone = await engine.contacts.phoneBehind(contactId);
    const pn = toJid(`${phone ?? ''}@c.us`);
    if (pn === undefined) return null;
    await store.commits.write([{ op: 'identity.put', sessionId, lid: contactId, pn, at: Date.now() }]);
    return phoneOf(pn) ?? null;
  }

  /**
   * Blocks somebody, or lets them write again.
   * @throws NotImplementedError, SessionNotConnectedError, EngineFailedError; nothing changed then
   */
  async setBlocked(sessionId: string, contactId: Jid, isBlocked: boolean): Promise<StoredContact> {
    const { engine } = this.deps.sessions.able(sessionId, 'BLOCK');
    await engine.contacts.setBlocked(contactId, isBlocked);
    return this.change(sessionId, contactId, { isBlocked });
  }

  private async change(sessionId: string, contactId: Jid, patch: ContactPatch): Promise<StoredContact> {
    const { commits } = this.deps.store;
    const id = (await this.find(sessionId, contactId))?.id ?? contactId;
    await commits.write([{ op: 'contact.put', sessionId, id, patch }]);
    return this.get(sessionId, contactId);
  }

  private async find(sessionId: string, contactId: Jid): Promise<StoredContact | undefined> {
    return (await this.deps.store.contacts.byKeys([{ sessionId, contactId }]))[0];
  }
}
