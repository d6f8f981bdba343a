import { Readable } from 'node:stream';
import type { ReadableStream } from 'node:stream/web';
import type { AnyMessageContent, proto } from '@whiskeysockets/baileys';
import type { OutgoingContent } from '../../engine/operations.js';
import { toWire } from './jid.js';
import type { Destination } from './outgoing.js';
import { THOUSANDTHS } from './operations/catalog.js';

type Offer = Extract<OutgoingContent, { readonly kind: 'product' | 'catalog' }>;
type Generate = (content: AnyMessageContent, to: Destination) => Promise<proto.IMessage>;

const PICTURE_WITHIN_MS = 10_000;
const PICTURE_AT_MOST_BYTES = 5 * 1024 * 1024;

/** A product or the catalog of the account, as its card is shown in a chat. */
export async function offerMessage(content: Offer, to: Destination, generate: Generate): Promise<proto.IMessage> {
  const businessOwnerJid = toWire(to.connection.addresses.self.pn);
  const body = content.body === undefined ? {} : { body: content.body };
  if (content.kind === 'catalog') {
    const { name: title, description } = content.catalog;
    return {
      productMessage: { catalog: { title, ...(description ? { description } : {}) }, businessOwnerJid, ...body },
    };
  }
  const { id, name, description, price, currency, url, retailerId, imageUrl } = content.product;
  const product = {
    productId: id,
    title: name,
    ...(description === undefined ? {} : { description }),
    currencyCode: currency,
    priceAmount1000: Math.round(price * THOUSANDTHS),
    url,
    ...(retailerId === undefined ? {} : { retailerId }),
  };
  const picture = imageUrl === undefined ? undefined : await pictureAt(imageUrl);
  if (picture === undefined) return { productMessage: { product, businessOwnerJid, ...body } };
  return generate(
    { product: { ...product, productImage: picture, productImageCount: 1 }, businessOwnerJid, ...body },
    to,
  );
}

/**
 * A picture of the account's own catalog, from where WhatsApp's server says that it lies.
 * @returns undefined if it cannot be had: the product is shown without it
 */
async function pictureAt(url: string): Promise<Buffer | undefined> {
  if (!url.startsWith('https://')) return undefined;
  try {
    const response = await fetch(url, { redirect: 'error', signal: AbortSignal.timeout(PICTURE_WITHIN_MS) });
    if (!response.ok || response.body === null) return undefined;
    const chunks: Buffer[] = [];
    let bytes = 0;
    for await (const chunk of Readable.fromWeb(response.body as ReadableStream<Uint8Array>)) {
      bytes += (chunk as Buffer).length;
      if (bytes > PICTURE_AT_MOST_BYTES) return undefined;
      chunks.push(chunk as Buffer);
    }
    return Buffer.concat(chunks);
  } catch {
    return undefined;
  }
}
