import { type ProductFacts } from '../control-api.js';
import { type Person } from '../directory/person.js';
import { type BinaryNode, el, failure, kid, kids, result, text } from '../wire/nodes.js';

/** `<iq xmlns=w:biz:catalog>`: an account's products, page by page. Money is in thousandths. */
export function answerCatalog({ products }: Person, mediaHost: string, request: BinaryNode): BinaryNode | undefined {
  const [question] = kids(request);
  if (question?.tag !== 'product_catalog') return undefined;
  if (products.length === 0) return failure(request, 404, 'item-not-found');
  const from = Number(text(kid(question, 'after')) ?? 0);
  const end = from + Number(text(kid(question, 'limit')) ?? 10);
  const page = products.slice(from, end).map((product) => productNode(product, mediaHost));
  const paging = end < products.length ? [el('paging', {}, [told('after', String(end))])] : [];
  return result(request, [el('product_catalog', {}, [...page, ...paging])]);
}

function productNode(product: ProductFacts, mediaHost: string): BinaryNode {
  const { id, name, description, price1000, currency, retailerId, hidden, picture } = product;
  // Without the server of any address: a text with an @ in it would be encoded as an address.
  const url = `https://${mediaHost}/pp/product-${id}.jpg`;
  const image = el('image', {}, [told('request_image_url', url), told('original_image_url', url)]);
  return el('product', { is_hidden: hidden ? 'true' : undefined }, [
    told('id', id),
    told('name', name),
    ...(description === undefined ? [] : [told('description', description)]),
    ...(price1000 === undefined ? [] : [told('price', String(price1000))]),
    ...(currency === undefined ? [] : [told('currency', currency)]),
    ...(retailerId === undefined ? [] : [told('retailer_id', retailerId)]),
    el('media', {}, picture === false ? [] : [image]),
    el('status_info', {}, [told('status', 'APPROVED')]),
  ]);
}

const told = (tag: string, value: string): BinaryNode => el(tag, {}, Buffer.from(value));
