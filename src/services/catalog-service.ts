import type { Catalog, Product } from '../domain/catalog.js';
import { GatewayError, NotFoundError } from '../domain/errors.js';
import type { Jid } from '../domain/jid.js';
import type { CatalogOperations } from '../engine/operations.js';
import type { SessionRegistry } from '../sessions/session-registry.js';
import type { Message } from '../store/store.js';
import { facetOf } from './facet.js';
import type { OfferContent } from './plain-content.js';
import type { SendService } from './send-service.js';
import type { Submission } from './submission.js';

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

/**
 * Catalogs are not stored: WhatsApp is asked.
 *
 * Each may throw: SessionNotFoundError; NotImplementedError before the engine is touched; SessionNotConnectedError
 * unless the session is `ready`; EngineFailedError if WhatsApp refuses.
 */
export class CatalogService {
  constructor(private readonly deps: { readonly sessions: SessionRegistry; readonly sends: SendService }) {}

  /** The same, for what is sent at a request. */
  under(submission: Submission): CatalogService {
    return new CatalogService({ ...this.deps, sends: this.deps.sends.under(submission) });
  }

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

  /**
   * Sends a product or the catalog like any other message: it is stored as pending, then given to the engine.
   * @throws NotFoundError for a product or a catalog that there is not; nothing was stored then
   */
  async send({ sessionId, chatId, productId, body }: CatalogSend): Promise<Message> {
    const { sessions, sends } = this.deps;
    const catalog = facetOf(sessions, sessionId, 'catalog', 'SEND_CATALOG');
    return sends.sendOffer(
      { sessionId, chatId },
      { ...(await offerOf(catalog, productId)), ...(body ? { body } : {}) },
    );
  }

  private read(sessionId: string): CatalogOperations {
    return facetOf(this.deps.sessions, sessionId, 'catalog', 'READ_CATALOG');
  }
}

async function offerOf(catalog: CatalogOperations, productId: string | undefined): Promise<OfferContent> {
  if (productId !== undefined) {
    const product = await catalog.product(productId);
    if (product === undefined) throw new NotFoundError('Product', productId);
    return { kind: 'product', product };
  }
  const whole = await catalog.get();
  if (whole === undefined) throw new GatewayError('NOT_FOUND', 'The account has no catalog');
  return { kind: 'catalog', catalog: whole };
}
