import { expect } from 'expect';
import { contractCase, type Area } from '../case.js';

interface Entry {
  readonly action: string;
  readonly metadata: unknown;
}
interface Page {
  readonly data: readonly Entry[];
  readonly total: number;
}

const audit = 'GET /api/audit';

export const auditArea: Area = {
  name: 'the audit log',
  cases: [
    contractCase('tells what was done, by whom and from where, and no key', {
      covers: [`${audit} 200 400`],
      run: async ({ call, label, later }) => {
        const key = await call<{ id: string; apiKey: string }>(
          'POST /api/auth/api-keys',
          {},
          { body: { name: label, role: 'viewer' } },
        );
        later('DELETE /api/auth/api-keys/{id}', { id: key.body.id });

        const made = await call<Page>(audit, { query: '?action=api_key_created&limit=200' });
        const one = await call<Page>(audit, { query: '?action=api_key_created&limit=1' });
        const wrong = await call(audit, { query: '?action=nothing' });

        expect(made.body.data.find((entry) => JSON.stringify(entry.metadata).includes(label))).toMatchObject({
          action: 'api_key_created',
          severity: 'info',
          apiKeyName: expect.any(String) as unknown,
          ipAddress: expect.any(String) as unknown,
          sessionId: null,
          metadata: { keyId: key.body.id, keyName: label },
        });
        expect(one.body.data).toHaveLength(1);
        expect(made.body.total).toBeGreaterThanOrEqual(made.body.data.length);
        expect(JSON.stringify(made.body)).not.toContain(key.body.apiKey);
        expect(wrong.status).toBe(400);
      },
    }),

    contractCase('has every kind of deed of this run', {
      covers: [`${audit} 200`],
      needs: ['throwaway'],
      run: async ({ call, throwaway }) => {
        for (const action of throwaway.actions) {
          const { body } = await call<Page>(audit, { query: `?action=${action}&limit=1` });

          expect(body.data).toMatchObject([{ action }]);
        }
        const made = await call<Page>(audit, { query: '?action=session_created&limit=1' });
        expect(made.body.data).toMatchObject([{ apiKeyName: 'Default Admin Key', ipAddress: '127.0.0.1' }]);
      },
    }),
  ],
};
