import { sentAndAcked, stored } from '../expected.js';
import { stanzaIdOf } from '../operations.js';
import type { Scenario } from '../scenario.js';
import type { Stage } from '../stage.js';

const CATALOG_OF = `query ($sessionId: ID!) { catalog(sessionId: $sessionId) { name productCount url } }`;
const PRODUCTS = `query ($sessionId: ID!, $page: Int!) { products(sessionId: $sessionId, page: $page, limit: 2) {
  products { productId name description price currency priceFormatted isAvailable } pagination { total totalPages }
} }`;
const PRODUCT = 'query ($sessionId: ID!, $id: ID!) { product(sessionId: $sessionId, productId: $id) { name } }';

async function sendOffer(stage: Stage, field: string, input: Record<string, unknown>): Promise<string> {
  const type = `${field.charAt(0).toUpperCase()}${field.slice(1)}Input`;
  const { sent } = await stage.ask<{ sent: { message: { waMessageId: string } } }>(
    `mutation ($input: ${type}!) { sent: ${field}(input: $input) { message { waMessageId } } }`,
    { input },
  );
  return stanzaIdOf(sent.message.waMessageId);
}

export const CATALOG: readonly Scenario[] = [
  {
    title: 'the catalog of the account is read, a product and all of it are sent',
    proves: ['READ_CATALOG', 'SEND_CATALOG'],
    async play(stage) {
      const rina = await stage.contact('Rina');
      const nothing = await stage.ask(CATALOG_OF);
      const send = 'mutation ($input: SendProductInput!) { sendProduct(input: $input) { message { id } } }';
      const refusal = await stage.refusal(send, { input: { chatId: rina.id, productId: '4711' } });
      const kettle = { name: 'Kettle', description: 'Two litres', price1000: 12_500, currency: 'EUR' };
      await stage.world.product({ id: '4711', ...kettle });
      await stage.world.product({ id: '4712', name: 'Sample', picture: false });
      await stage.world.product({ id: '4713', name: 'Lid', price1000: 900, currency: 'IDR', hidden: true });

      expect([nothing, refusal]).toEqual([{ catalog: null }, 'NOT_FOUND']);
      expect(await stage.ask(CATALOG_OF)).toEqual({
        catalog: {
          name: expect.any(String) as string,
          productCount: 3,
          url: `https://wa.me/c/${stage.me.split('@')[0]}`,
        },
      });
      expect(await stage.ask(PRODUCTS, { page: 1 })).toEqual({
        products: {
          products: [
            {
              productId: '4711',
              name: 'Kettle',
              description: 'Two litres',
              price: 12.5,
              currency: 'EUR',
              priceFormatted: '€12.50',
              isAvailable: true,
            },
            {
              productId: '4712',
              name: 'Sample',
              description: null,
              price: 0,
              currency: '',
              priceFormatted: '0',
              isAvailable: true,
            },
          ],
          pagination: { total: 3, totalPages: 2 },
        },
      });
      expect(await stage.ask(PRODUCTS, { page: 2 })).toMatchObject({
        products: { products: [{ productId: '4713', isAvailable: false }] },
      });
      expect(await stage.ask(PRODUCT, { id: '4713' })).toEqual({ product: { name: 'Lid' } });
      expect(await stage.ask(PRODUCT, { id: '1' })).toEqual({ product: null });

      const withText = await sendOffer(stage, 'sendProduct', { chatId: rina.id, productId: '4711', body: 'This one?' });
      await stage.event('MESSAGE_ACK', ({ id }: { id?: string }) => id?.includes(withText) === true);
      const plain = await sendOffer(stage, 'sendProduct', { chatId: rina.id, productId: '4712' });
      await stage.event('MESSAGE_ACK', ({ id }: { id?: string }) => id?.includes(plain) === true);
      const whole = await sendOffer(stage, 'sendCatalog', { chatId: rina.id, body: 'All we have' });

      const known = [
        { stanzaId: withText, chatId: rina.id, body: 'This one?' },
        { stanzaId: plain, chatId: rina.id, body: 'Sample' },
        { stanzaId: whole, chatId: rina.id, body: 'All we have' },
      ];
      const title = stage.accountName;
      return {
        seen: [
          {
            saw: 'message',
            chat: rina.id,
            stanzaId: withText,
            text: 'This one?',
            offer: { product: '4711', title: 'Kettle', price1000: 12_500 },
          },
          { saw: 'message', chat: rina.id, stanzaId: plain, offer: { product: '4712', title: 'Sample', price1000: 0 } },
          { saw: 'message', chat: rina.id, stanzaId: whole, text: 'All we have', offer: { title } },
        ],
        events: known.flatMap((message) => sentAndAcked(stage, message)),
        rows: known.map((message) => stored(stage, message)),
      };
    },
  },
];
