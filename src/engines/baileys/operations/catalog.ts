import type { Product as WireProduct } from '@whiskeysockets/baileys';
import type { Catalog, Product } from '../../../domain/catalog.js';
import { phoneOf } from '../../../domain/jid.js';
import type { CatalogOperations } from '../../../engine/operations.js';
import type { Connection } from '../connection.js';
import type { Outgoing } from '../outgoing.js';
import { refusalOf } from '../refusal.js';

/** A catalog holds 500 products; a server that never comes to an end is not asked for ever. */
const PRODUCTS_AT_ONCE = 100;
const QUESTIONS_AT_MOST = 20;
/** What WhatsApp says of an account without a catalog. */
const NO_CATALOG = 404;
/** WhatsApp counts money in thousandths. */
export const THOUSANDTHS = 1000;

/** The account's own catalog. WhatsApp tells neither its size nor its name: it is read to its end and goes by the account. */
export const catalogOperations = (outgoing: Outgoing): CatalogOperations => {
  const all = (): Promise<{ products: readonly Product[]; phone: string; name: string }> =>
    outgoing.ask('The catalog could not be read', async (connection) => {
      const phone = phoneOf(connection.addresses.self.pn) ?? '';
      const products = (await readAll(connection)).map((product) => toProduct(product, phone));
      return { products, phone, name: connection.link.creds.me?.name ?? phone };
    });

  return {
    async get(): Promise<Catalog | undefined> {
      const { products, phone, name } = await all();
      if (products.length === 0) return undefined;
      return { id: phone, name, productCount: products.length, url: `https://wa.me/c/${phone}` };
    },
    async products(offset, limit) {
      const { products } = await all();
      return { products: products.slice(offset, offset + limit), total: products.length };
    },
    async product(id) {
      return (await all()).products.find((product) => product.id === id);
    },
  };
};

async function readAll({ socket }: Connection): Promise<WireProduct[]> {
  const found: WireProduct[] = [];
  let cursor: string | undefined;
  for (let question = 0; question < QUESTIONS_AT_MOST; question++) {
    const page = await socket
      .getCatalog({ limit: PRODUCTS_AT_ONCE, ...(cursor === undefined ? {} : { cursor }) })
      .catch((error: unknown) => {
        if (refusalOf(error) === NO_CATALOG) return { products: [], nextPageCursor: undefined };
        throw error;
      });
    found.push(...page.products);
    if (!page.nextPageCursor || page.products.length === 0) break;
    cursor = page.nextPageCursor;
  }
  return found;
}

/** The library's types promise more than the server sends: what a product does not have is missing. */
type Sparse = { readonly [K in keyof WireProduct]: WireProduct[K] | undefined };

function toProduct(product: WireProduct, phone: string): Product {
  const { id, name, description, price, currency = '', imageUrls, url, isHidden, retailerId }: Sparse = product;
  const amount = Number.isFinite(price) ? Number(price) / THOUSANDTHS : 0;
  const imageUrl = imageUrls?.original ?? imageUrls?.requested;
  return {
    id: id ?? '',
    name: name ?? '',
    ...(description ? { description } : {}),
    price: amount,
    currency,
    priceFormatted: formatted(amount, currency),
    ...(imageUrl ? { imageUrl } : {}),
    url: url ? url : `https://wa.me/p/${id ?? ''}/${phone}`,
    isAvailable: isHidden !== true,
    ...(retailerId ? { retailerId } : {}),
  };
}

function formatted(amount: number, currency: string): string {
  try {
    return new Intl.NumberFormat('en', { style: 'currency', currency }).format(amount);
  } catch {
    // no currency that anybody knows
    return `${amount} ${currency}`.trim();
  }
}
