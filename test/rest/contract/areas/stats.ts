import { expect } from 'expect';
import { contractCase, type Area } from '../case.js';
import { UNKNOWN } from '../examples.js';
import { ANY_NUMBER, sessionUnknown } from '../expected.js';

const ofSession = 'GET /api/stats/sessions/{sessionId}';

export const stats: Area = {
  name: 'statistics',
  cases: [
    contractCase('count sessions and messages', {
      covers: ['GET /api/stats/overview 200', 'GET /api/stats/messages 200 400', `${ofSession} 200 404`],
      run: async ({ call, label, session }) => {
        const id = await session();

        const overview = await call<{ sessions: { total: number } }>('GET /api/stats/overview');
        const day = await call<{ timeSeries: unknown[] }>('GET /api/stats/messages');
        const month = await call<{ timeSeries: unknown[] }>('GET /api/stats/messages', { query: '?period=30d' });
        const year = await call('GET /api/stats/messages', { query: '?period=1y' });
        const own = await call(ofSession, { sessionId: id });
        const unknown = await call(ofSession, { sessionId: UNKNOWN });

        expect(overview.body.sessions.total).toBeGreaterThanOrEqual(1);
        expect([day.body.timeSeries.length, month.body.timeSeries.length, year.status]).toEqual([24, 30, 400]);
        expect(own).toMatchObject({ status: 200, body: { session: { id, name: label }, messages: { failed: 0 } } });
        expect(unknown.body).toEqual(sessionUnknown(UNKNOWN));
      },
    }),

    contractCase('count what is sent', {
      covers: [`${ofSession} 200`, 'GET /api/stats/overview 200'],
      needs: ['recipient'],
      run: async ({ call, label, recipient: { sessionId, chatId } }) => {
        const sent = async (): Promise<number> =>
          (await call<{ messages: { sent: number } }>(ofSession, { sessionId })).body.messages.sent;
        const before = await sent();

        await call(
          'POST /api/sessions/{sessionId}/messages/send-text',
          { sessionId },
          { body: { chatId, text: label } },
        );
        const overview = await call('GET /api/stats/overview');

        expect(await sent()).toBeGreaterThan(before);
        expect(overview.body).toMatchObject({ sessions: { active: ANY_NUMBER, byStatus: { ready: ANY_NUMBER } } });
      },
    }),

    contractCase('count each session once', {
      covers: ['GET /api/stats/overview 200', 'GET /api/sessions/stats/overview 200'],
      needs: ['throwaway'],
      run: async ({ call }) => {
        const { body: all } = await call<{ status: string }[]>('GET /api/sessions', { query: '?limit=100' });
        const ready = all.filter(({ status }) => status === 'ready').length;

        const overview = await call('GET /api/stats/overview');
        const counted = await call('GET /api/sessions/stats/overview');

        expect(ready).toBeGreaterThan(0);
        expect(overview.body).toMatchObject({ sessions: { active: ready, total: all.length, byStatus: { ready } } });
        expect(counted.body).toMatchObject({ active: ready, ready, total: all.length });
      },
    }),
  ],
};
