import { expect } from 'expect';
import { contractCase, type Area } from '../case.js';

const metrics = 'GET /api/metrics';

export const metricsArea: Area = {
  name: 'the metrics',
  cases: [
    contractCase('are for whoever has their token', {
      covers: [`${metrics} 200 401`],
      needs: ['metrics'],
      run: async ({ call, metrics: { token } }) => {
        const headers = { authorization: `Bearer ${token}` };

        const shown = await call<string>(metrics, {}, { key: null, headers });
        const hidden = await call(metrics);

        expect(shown.status).toBe(200);
        expect(shown.body).toContain('openwa_up 1');
        expect(hidden.status).toBe(401);
      },
    }),

    contractCase('are not there without a token', {
      covers: [`${metrics} 404`],
      needs: ['withoutMetrics'],
      run: async ({ at, withoutMetrics }) => {
        expect((await at(withoutMetrics)(metrics)).status).toBe(404);
      },
    }),
  ],
};
