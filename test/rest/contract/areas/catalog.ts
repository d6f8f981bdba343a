import { expect } from 'expect';
import { contractCase, type Area } from '../case.js';
import { ANY_NUMBER, ANY_TEXT } from '../expected.js';

const catalog = 'GET /api/sessions/{sessionId}/catalog';
const sendProduct = 'POST /api/sessions/{sessionId}/messages/send-product';

export const catalogArea: Area = {
  name: 'a catalog',
  cases: [
    contractCase('is read, and what is in it is sent', {
      covers: [
        `${catalog} 200`,
        `${catalog}/products 200`,
        `${catalog}/products/{productId} 200`,
        `${sendProduct} 201 404`,
      ],
      needs: ['baileys'],
      run: async ({ call, baileys: { sessionId, phone, control, friend } }) => {
        const at = { sessionId };
        const { chatId } = friend;
        const none = await call(catalog, at);
        await control.product(phone, { id: '4711', name: 'Kettle', price1000: 12_500, currency: 'EUR' });

        const some = await call(catalog, at);
        const products = await call(`${catalog}/products`, { ...at, query: '?page=1&limit=5' });
        const one = await call(`${catalog}/products/{productId}`, { ...at, productId: '4711' });
        const unknown = await call(`${catalog}/products/{productId}`, { ...at, productId: '1' });
        const notThere = await call(sendProduct, at, { body: { chatId, productId: '1' } });
        const sent = await call(sendProduct, at, { body: { chatId, productId: '4711', body: 'This one?' } });

        const url = `https://wa.me/p/4711/${phone}`;
        const kettle = { id: '4711', name: 'Kettle', price: 12.5, currency: 'EUR', priceFormatted: '€12.50', url };
        for (const answer of [none, unknown]) expect([answer.status, answer.body]).toEqual([200, null]);
        expect(some).toMatchObject({ status: 200, body: { productCount: 1, url: `https://wa.me/c/${phone}` } });
        expect(products.body).toMatchObject({ products: [kettle], pagination: { page: 1, limit: 5, total: 1 } });
        expect(one.body).toMatchObject(kettle);
        expect(notThere.status).toBe(404);
        expect(sent).toMatchObject({ status: 201, body: { id: ANY_TEXT, timestamp: ANY_NUMBER } });
      },
    }),
  ],
};
