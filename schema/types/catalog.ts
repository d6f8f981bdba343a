import type { Catalog, Product } from '../../src/domain/catalog.js';
import type { ProductPage } from '../../src/services/catalog-service.js';
import { builder } from '../builder.js';
import { notEmpty, rules, whole } from '../rules.js';
import { sending, SendPayload } from './message-sends.js';
import { keyArgs } from './send-wait.js';

const CatalogType = builder.objectRef<Catalog>('Catalog').implement({
  description: 'The catalog of a WhatsApp Business account.',
  access: 'viewer',
  fields: (t) => ({
    catalogId: t.exposeID('id', { description: 'Its id at WhatsApp.', rest: { name: 'id' } }),
    name: t.exposeString('name', { description: 'Its name.' }),
    description: t.string({
      nullable: true,
      description: 'What it is about.',
      rest: { omitNull: true },
      resolve: ({ description }) => description ?? null,
    }),
    productCount: t.exposeInt('productCount', { description: 'How many products it has.' }),
    url: t.exposeString('url', { description: 'Where it can be looked at.' }),
  }),
});

const ProductType = builder.objectRef<Product>('Product').implement({
  description: 'A product of a catalog.',
  access: 'viewer',
  fields: (t) => ({
    productId: t.exposeID('id', { description: 'Its id, which operations take.', rest: { name: 'id' } }),
    name: t.exposeString('name', { description: 'Its name.' }),
    description: t.string({
      nullable: true,
      description: 'What it is.',
      rest: { omitNull: true },
      resolve: ({ description }) => description ?? null,
    }),
    price: t.exposeFloat('price', { description: 'What it costs, in units of the currency.' }),
    currency: t.exposeString('currency', { description: 'ISO 4217: `IDR`.' }),
    priceFormatted: t.exposeString('priceFormatted', { description: 'The price as WhatsApp shows it.' }),
    imageUrl: t.string({
      nullable: true,
      description: 'A picture of it.',
      rest: { omitNull: true },
      resolve: ({ imageUrl }) => imageUrl ?? null,
    }),
    url: t.exposeString('url', { description: 'Where it can be looked at.' }),
    isAvailable: t.exposeBoolean('isAvailable', { description: 'Whether it can be ordered.' }),
    retailerId: t.string({
      nullable: true,
      description: 'The number that the seller gave it.',
      rest: { omitNull: true },
      resolve: ({ retailerId }) => retailerId ?? null,
    }),
  }),
});

const Pagination = builder.objectRef<ProductPage['pagination']>('Pagination').implement({
  description: 'Where a numbered page stands.',
  access: 'viewer',
  fields: (t) => ({
    page: t.exposeInt('page', { description: 'Its number, counted from 1.' }),
    limit: t.exposeInt('limit', { description: 'How many fit on one.' }),
    total: t.exposeInt('total', { description: 'How many there are on all pages.' }),
    totalPages: t.exposeInt('totalPages', { description: 'How many pages there are.' }),
  }),
});

const ProductPageType = builder.objectRef<ProductPage>('ProductPage').implement({
  description: 'Products of a catalog, page by page.',
  access: 'viewer',
  fields: (t) => ({
    products: t.field({
      type: [ProductType],
      description: 'Those of this page.',
      resolve: ({ products }) => [...products],
    }),
    pagination: t.expose('pagination', { type: Pagination, description: 'Where the page stands.' }),
  }),
});

/** Documented with other names than those of every other send. */
const SENT = '{ message { id: waMessageId timestamp: sentAt } }';

const CATALOG = '/api/sessions/{sessionId}/catalog';
const NEEDS = 'Needs the capability';
const errors = [404, 409, 501];

builder.queryFields((t) => {
  const access = { role: 'viewer', session: 'sessionId' } as const;
  const sessionId = () => t.arg.id({ required: true, description: 'The session.' });
  const route = (path: string) => ({ method: 'GET', path, status: 200, tag: 'catalog', errors }) as const;
  return {
    catalog: t.field({
      type: CatalogType,
      nullable: true,
      description: `The catalog of the account; null if it has none. ${NEEDS} READ_CATALOG.`,
      access,
      rest: route(CATALOG),
      args: { sessionId: sessionId() },
      resolve: (_root, args, { services }) => services.catalog.get(args.sessionId),
    }),
    products: t.field({
      type: ProductPageType,
      nullable: true,
      description: `The products of the account's catalog. ${NEEDS} READ_CATALOG.`,
      access,
      rest: route(`${CATALOG}/products`),
      args: {
        sessionId: sessionId(),
        page: t.arg.int({ defaultValue: 1, description: 'Which page, counted from 1.', validate: whole(1) }),
        limit: t.arg.int({ defaultValue: 20, description: 'How many on a page, 1 to 100.', validate: whole(1, 100) }),
      },
      resolve: (_root, args, { services }) =>
        services.catalog.products(args.sessionId, args.page ?? 1, args.limit ?? 20),
    }),
    product: t.field({
      type: ProductType,
      nullable: true,
      description: `A product of the account's catalog; null if there is none of that id. ${NEEDS} READ_CATALOG.`,
      access,
      rest: route(`${CATALOG}/products/{productId}`),
      args: {
        sessionId: sessionId(),
        productId: t.arg.id({ required: true, description: 'Id of the product.' }),
      },
      resolve: (_root, args, { services }) => services.catalog.product(args.sessionId, args.productId),
    }),
  };
});

const body = notEmpty().max(1024, 'must be shorter than or equal to 1024 characters').nullish();

const SendProductInput = builder.inputType('SendProductInput', {
  description: 'A product to send.',
  validate: rules({ productId: notEmpty(), body }),
  fields: (t) => ({
    sessionId: t.id({ required: true, description: 'The session that sends.' }),
    chatId: t.field({ type: 'Jid', required: true, description: 'Where to.' }),
    productId: t.id({ required: true, description: 'Which product of the account.' }),
    body: t.string({ description: 'A text with it, up to 1024 characters.' }),
  }),
});

const SendCatalogInput = builder.inputType('SendCatalogInput', {
  description: 'The catalog of the account, to be sent.',
  validate: rules({ body }),
  fields: (t) => ({
    sessionId: t.id({ required: true, description: 'The session that sends.' }),
    chatId: t.field({ type: 'Jid', required: true, description: 'Where to.' }),
    body: t.string({ description: 'A text with it, up to 1024 characters.' }),
  }),
});

builder.mutationFields((t) => {
  const access = { role: 'operator', session: 'input.sessionId' } as const;
  const route = (path: string) =>
    ({
      method: 'POST',
      path: `/api/sessions/{sessionId}/messages/${path}`,
      status: 201,
      tag: 'catalog',
      selection: SENT,
      errors,
    }) as const;
  return {
    sendProduct: t.field({
      type: SendPayload,
      description: sending(
        `Sends a product of the account's catalog. ${NEEDS} SEND_CATALOG.`,
        'NOT_FOUND if there is no such product',
      ),
      access,
      rest: route('send-product'),
      args: {
        input: t.arg({ type: SendProductInput, required: true, description: 'Which product, and where.' }),
        ...keyArgs(),
      },
      resolve: async (_root, { input }, { services }) => ({ message: await services.catalog.send(input) }),
    }),
    sendCatalog: t.field({
      type: SendPayload,
      description: sending(`Sends the account's catalog. ${NEEDS} SEND_CATALOG.`),
      access,
      rest: route('send-catalog'),
      args: { input: t.arg({ type: SendCatalogInput, required: true, description: 'Where to.' }), ...keyArgs() },
      resolve: async (_root, { input }, { services }) => ({ message: await services.catalog.send(input) }),
    }),
  };
});
