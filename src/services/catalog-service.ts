import type { Catalog, Product } from '../domain/catalog.js';
import type { Jid } from '../domain/jid.js';
import { toMessageId } from '../domain/message.js';
import type { CatalogOperations } from '../engine/operations.js';
import type { SessionRegistry } from '../sessions/session-registry.js';
import { facetOf } from './facet.js';

export interface ProductPage {
  readonly products: readonly Product[];
  readonly pagination: {
    /** Counted from 1. */
    readonly page: number;
    readonly limit: number;
    readonly total: number;
    readonly totalPages: number;
  };
}

/** A product or a catalog to be sent. */
export interface CatalogSend {
  readonly sessionId: string;
  readonly chatId: Jid;
  /** Undefined: the whole catalog. */
  readonly productId?: string;
  readonly body?: string | null | undefined;
}

export interface CatalogSent {
  readonly messageId: string;
  readonly sentAt: Date;
}

/**
 * Catalogs are not stored: WhatsApp is asked.
 *
 * Each may throw: SessionNotFoundError; NotImplementedError before the engine is touched; SessionNotConnectedError
 * unless the session is `ready`; EngineFailedError if WhatsApp refuses.
 */
export class CatalogService {
  constructor(private readonly deps: { readonly sessions: SessionRegistry }) {}

  /** @returns null where the account has none */
  async get(sessionId: string): Promise<Catalog | null> {
    return (await this.read(sessionId).get()) ?? null;
  }

  /** @param page counted from 1 */
  async products(sessionId: string, page: number, limit: number): Promise<ProductPage> {
    const { products, total } = await this.read(sessionId).products((page - 1) * limit, limit);
    return { products, pagination: { page, limit, total, totalPages: Math.ceil(total / limit) } };
  }

  /** @returns null for a product that there is not, as documented */
  async product(sessionId: string, productId: string): Promise<Product | null> {
    return (await this.read(sessionId).product(productId)) ?? null;
  }

  async send({ sessionId, chatId, productId, body }: CatalogSend): Promise<CatalogSent> {
    const { sessions } = this.deps;
    const catalog = facetOf(sessions, sessionId, 'catalog', 'SEND_CATALOG');
    const stanzaId = sessions.connected(sessionId).engine.newStanzaId();
    await catalog.send({
      to: chatId,
      stanzaId,
      ...(productId === undefined ? {} : { productId }),
      ...(typeof body === 'string' ? { body } : {}),
    });
    return { messageId: toMessageId(true, chatId, stanzaId), sentAt: new Date() };
  }

  private read(sessionId: string): CatalogOperations {
    return facetOf(this.deps.sessions, sessionId, 'catalog', 'READ_CATALOG');
  }
}
