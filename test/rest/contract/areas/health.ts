import { expect } from 'expect';
import { contractCase, type Area } from '../case.js';
import { ANY_TEXT } from '../expected.js';

export const health: Area = {
  name: 'health',
  cases: [
    contractCase('answers without a key', {
      covers: [
        'GET /api/health 200',
        'GET /api/health/live 200',
        'GET /api/health/ready 200',
        'GET /api/infra/health 200',
      ],
      run: async ({ call }) => {
        const health = await call('GET /api/health', {}, { key: null });
        const live = await call('GET /api/health/live', {}, { key: null });
        const ready = await call('GET /api/health/ready', {}, { key: null });
        const infra = await call('GET /api/infra/health', {}, { key: null });

        expect(health).toMatchObject({ status: 200, body: { status: 'ok', version: ANY_TEXT } });
        expect(live).toMatchObject({ status: 200, body: { status: 'ok' } });
        expect(ready.body).toEqual({
          status: 'ok',
          details: { mainDatabase: { status: 'up' }, dataDatabase: { status: 'up' } },
        });
        expect(infra.body).toEqual({ status: 'ok', timestamp: ANY_TEXT });
      },
    }),

    contractCase('says that it is not ready while it ends', {
      covers: ['GET /api/health/ready 503'],
      needs: ['spare'],
      run: async ({ spare, at }) => {
        const ask = at(spare);

        const draining = await spare.end(async () => {
          const answer = await ask('GET /api/health/ready', {}, { key: null });
          return answer.status === 200 ? undefined : answer;
        });

        expect(draining).toMatchObject({ status: 503, body: { details: { shutdown: { status: 'draining' } } } });
      },
    }),
  ],
};
