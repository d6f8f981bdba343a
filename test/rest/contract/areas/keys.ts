import { expect } from 'expect';
import { contractCase, type Area } from '../case.js';
import { UNKNOWN } from '../examples.js';
import { failure } from '../expected.js';
import type { Stage } from '../stage.js';

interface Made {
  readonly id: string;
  readonly apiKey: string;
  readonly keyPrefix: string;
}

const keys = '/api/auth/api-keys';
const one = `${keys}/{id}`;

async function makeKey({ call, later, label }: Stage, more: Record<string, unknown> = {}) {
  const made = await call<Made>(`POST ${keys}`, {}, { body: { name: label, role: 'viewer', ...more } });
  later(`DELETE ${one}`, { id: made.body.id });
  return made;
}

export const keysArea: Area = {
  name: 'keys',
  cases: [
    contractCase('are validated', {
      covers: ['POST /api/auth/validate 200 401'],
      run: async ({ call }) => {
        const good = await call('POST /api/auth/validate');
        const bad = await call('POST /api/auth/validate', {}, { key: 'owa_k1_unknown' });

        expect(good).toMatchObject({ status: 200, body: { valid: true, role: 'admin' } });
        expect(bad).toMatchObject({ status: 401, body: failure(401, 'Invalid API key', 'Unauthorized') });
      },
    }),

    contractCase('are made, and shown in full this once', {
      covers: [`POST ${keys} 201`],
      run: async (stage) => {
        const more = {
          allowedIps: ['127.0.0.1', '10.0.0.0/8'],
          allowedSessions: [UNKNOWN],
          expiresAt: '2099-01-01T00:00:00.000Z',
        };

        const made = await makeKey(stage, more);

        expect(made.status).toBe(201);
        expect(made.body).toMatchObject({ name: stage.label, role: 'viewer', ...more, isActive: true, usageCount: 0 });
        expect(made.body.apiKey).toMatch(/^owa_k1_[0-9a-f]{64}$/);
        expect(made.body.apiKey.startsWith(made.body.keyPrefix)).toBe(true);
      },
    }),

    contractCase('are listed and read without the key itself', {
      covers: [`GET ${keys} 200`, `GET ${one} 200`],
      run: async (stage) => {
        const { body: older } = await makeKey(stage);
        const { body: made } = await makeKey(stage);

        const list = await stage.call<{ id: string; name: string }[]>(`GET ${keys}`);
        const read = await stage.call(`GET ${one}`, { id: made.id });

        // the newest first
        expect(list.body.filter(({ name }) => name === stage.label).map(({ id }) => id)).toEqual([made.id, older.id]);
        expect(list.body.length).toBeGreaterThan(2);
        expect(read).toMatchObject({ status: 200, body: { id: made.id, name: stage.label } });
        expect(read.body).not.toHaveProperty('apiKey');
        expect(JSON.stringify(list.body)).not.toContain(made.apiKey);
      },
    }),

    contractCase('are changed, revoked and deleted', {
      covers: [`PUT ${one} 200`, `POST ${one}/revoke 200`, `DELETE ${one} 204`],
      run: async (stage) => {
        const { call } = stage;
        const { id } = (await makeKey(stage)).body;
        const name = `${stage.label}-reports`;

        const changed = await call(`PUT ${one}`, { id }, { body: { name, role: 'operator' } });
        const revoked = await call(`POST ${one}/revoke`, { id });
        const deleted = await call(`DELETE ${one}`, { id });

        expect(changed).toMatchObject({ status: 200, body: { id, name, role: 'operator' } });
        expect(revoked).toMatchObject({ status: 200, body: { id, isActive: false } });
        expect([deleted.status, deleted.body]).toEqual([204, undefined]);
      },
    }),

    contractCase('are not all taken away: the last admin key stays what it is', {
      covers: [`PUT ${one} 409`, `POST ${one}/revoke 409`, `DELETE ${one} 409`],
      needs: ['throwaway'],
      run: async ({ call }) => {
        const { body: all } = await call<{ id: string; role: string }[]>(`GET ${keys}`);
        const admins = all.filter(({ role }) => role === 'admin');
        const last = { id: admins[0]?.id ?? '' };

        const lowered = await call(`PUT ${one}`, last, { body: { role: 'viewer' } });
        const revoked = await call(`POST ${one}/revoke`, last);
        const deleted = await call(`DELETE ${one}`, last);

        expect(admins).toHaveLength(1);
        expect([lowered.status, revoked.status, deleted.status]).toEqual([409, 409, 409]);
      },
    }),
  ],
};
