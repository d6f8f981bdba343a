import { expect } from 'expect';
import { contractCase, type Area } from '../case.js';
import { ANY_NUMBER, ANY_TEXT } from '../expected.js';

interface Setting {
  readonly name: string;
  readonly value: string | null;
  readonly source: string;
}
interface Export {
  readonly counts: Readonly<Record<string, number>>;
  readonly tables: unknown;
}

const exportData = 'GET /api/infra/export-data';
const importData = 'POST /api/infra/import-data';

export const infra: Area = {
  name: 'the gateway itself',
  cases: [
    contractCase('tells what it is made of', {
      covers: ['GET /api/infra/status 200', 'GET /api/infra/engines 200', 'GET /api/infra/engines/current 200'],
      run: async ({ call }) => {
        const status = await call<{ engine: string }>('GET /api/infra/status');
        const engines = await call<{ isDefault: boolean }[]>('GET /api/infra/engines');
        const current = await call<{ kind: string }>('GET /api/infra/engines/current');

        expect(status).toMatchObject({
          status: 200,
          body: {
            status: 'ok',
            databaseType: expect.stringMatching(/^(sqlite|postgres)/) as unknown,
            uptime: ANY_NUMBER,
          },
        });
        expect(engines.body).toContainEqual(current.body);
        expect(engines.body.filter(({ isDefault }) => isDefault)).toEqual([current.body]);
        expect(current.body).toMatchObject({ kind: status.body.engine, isDefault: true });
      },
    }),

    contractCase('tells how it was set up, and no secret', {
      covers: ['GET /api/settings 200'],
      run: async ({ call, target }) => {
        const settings = await call<Setting[]>('GET /api/settings');
        const byName = new Map(settings.body.map((setting) => [setting.name, setting]));

        expect(byName.get('LOG_LEVEL')).toEqual({ name: 'LOG_LEVEL', value: ANY_TEXT, source: ANY_TEXT });
        expect([null, '***']).toContain(byName.get('API_MASTER_KEY')?.value);
        expect(JSON.stringify(settings.body)).not.toContain(target.key);
      },
    }),

    contractCase('tells which settings are its own', {
      covers: ['GET /api/settings 200'],
      needs: ['throwaway'],
      run: async ({ call }) => {
        const settings = await call<Setting[]>('GET /api/settings');

        expect(settings.body).toContainEqual({ name: 'LOG_LEVEL', value: 'warn', source: 'environment' });
        expect(settings.body).toContainEqual({ name: 'API_MASTER_KEY', value: '***', source: 'environment' });
        expect(settings.body).toContainEqual({ name: 'AUDIT_RETENTION_DAYS', value: '90', source: 'default' });
      },
    }),

    contractCase('is not replaced by an import while a session runs', {
      covers: [`${importData} 409`],
      needs: ['throwaway', 'linked'],
      run: async ({ call, linked }) => {
        const { body } = await call<Export>(exportData);

        const refused = await call(importData, {}, { body: { tables: body.tables } });

        expect(refused).toMatchObject({ status: 409, body: { error: 'Conflict' } });
        expect((await call('GET /api/sessions/{id}', { id: linked.sessionId })).body).toMatchObject({
          status: 'ready',
        });
      },
    }),

    contractCase('is replaced by an import of its own export', {
      covers: [`${exportData} 200`, `${importData} 200`],
      needs: ['throwaway'],
      run: async ({ call }) => {
        const exported = await call<Export>(exportData);
        const imported = await call(importData, {}, { body: { tables: exported.body.tables, stopOrphans: true } });
        const again = await call<Export>(exportData);

        expect(Object.keys(exported.body.counts)).toEqual(
          expect.arrayContaining(['sessions', 'webhooks', 'messages', 'messageBatches', 'templates', 'lidMappings']),
        );
        expect(imported).toMatchObject({ status: 200, body: { imported: true } });
        expect(again.body.counts).toEqual(exported.body.counts);
      },
    }),
  ],
};
