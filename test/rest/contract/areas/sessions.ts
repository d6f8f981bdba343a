import { expect } from 'expect';
import { readQr } from '../../../support/qr.js';
import { waitFor } from '../../../support/wait.js';
import type { Call } from '../caller.js';
import { contractCase, type Area } from '../case.js';
import { NOBODY, UNKNOWN } from '../examples.js';
import { failure, sessionUnknown } from '../expected.js';
import type { Stage } from '../stage.js';

const PHONE = '628111000101';
const EIGHT_CHARACTERS: unknown = expect.stringMatching(/^[A-Z0-9]{8}$/);
/** A browser may have to start first. */
const STATUS_WITHIN_MS = 60_000;
const PAGE = 100;
const one = '/api/sessions/{id}';

const reach = ({ call }: Stage, id: string, status: string) =>
  waitFor(`session ${status}`, async () => (await call(`GET ${one}`, { id })).body.status === status, STATUS_WITHIN_MS);

/** The ids of all sessions, page by page. */
async function listed(call: Call): Promise<readonly string[]> {
  const ids: string[] = [];
  for (;;) {
    const query = `?limit=${PAGE}&offset=${ids.length}`;
    const { body } = await call<{ id: string }[]>('GET /api/sessions', { query });
    ids.push(...body.map(({ id }) => id));
    if (body.length < PAGE) return ids;
  }
}

export const sessions: Area = {
  name: 'a session',
  cases: [
    contractCase('is made, under a name of its own', {
      covers: ['POST /api/sessions 201 409'],
      run: async ({ call, label, later }) => {
        const body = { name: label, config: { maxReconnectAttempts: 2, note: 'ours' } };

        const made = await call<{ id: string }>('POST /api/sessions', {}, { body });
        later(`DELETE ${one}`, { id: made.body.id });
        const again = await call('POST /api/sessions', {}, { body });

        expect(made).toMatchObject({
          status: 201,
          body: { name: label, status: 'created', phone: null, config: body.config, lastActiveAt: null },
        });
        expect(again.status).toBe(409);
      },
    }),

    contractCase('is listed, read and counted', {
      covers: ['GET /api/sessions 200', `GET ${one} 200`, 'GET /api/sessions/stats/overview 200'],
      run: async (stage) => {
        const { call, label } = stage;
        const id = await stage.session();

        const all = await listed(call);
        const first = await call<unknown[]>('GET /api/sessions', { query: '?limit=1&offset=0' });
        const read = await call(`GET ${one}`, { id });
        const overview = await call<{ total: number }>('GET /api/sessions/stats/overview');

        expect(all.filter((each) => each === id)).toHaveLength(1);
        expect(first.body).toHaveLength(1);
        expect(read).toMatchObject({ status: 200, body: { id, name: label, lastError: null } });
        expect(overview.body.total).toBeGreaterThanOrEqual(all.length);
      },
    }),

    contractCase('that is unknown, or named by no id, is refused', {
      covers: [`GET ${one} 400 404`],
      run: async ({ call }) => {
        const unknown = await call(`GET ${one}`, { id: UNKNOWN });
        const named = await call(`GET ${one}`, { id: 'depot-nine' });

        expect(unknown.body).toEqual(sessionUnknown(UNKNOWN));
        expect(named.body).toEqual(failure(400, 'Validation failed (uuid is expected)', 'Bad Request'));
      },
    }),

    contractCase('that was not started has no QR code and no chats', {
      covers: [
        `GET ${one}/qr 400`,
        `GET ${one}/chats 400`,
        `POST ${one}/pairing-code 400`,
        ...['groups', 'contacts', 'labels', 'channels'].map((list) => `GET /api/sessions/{sessionId}/${list} 400`),
      ],
      run: async ({ call, session }) => {
        const id = await session();

        const qr = await call(`GET ${one}/qr`, { id });
        const chats = await call(`GET ${one}/chats`, { id });
        const code = await call(`POST ${one}/pairing-code`, { id }, { body: { phoneNumber: NOBODY } });

        expect([qr.status, chats.status, code.status]).toEqual([400, 400, 400]);
        for (const list of ['groups', 'contacts', 'labels', 'channels']) {
          expect(await call(`GET /api/sessions/{sessionId}/${list}`, { sessionId: id })).toMatchObject({ status: 400 });
        }
      },
    }),

    contractCase('is started, shows a QR code, is stopped, killed and deleted', {
      covers: [
        `POST ${one}/start 200 400`,
        `GET ${one}/qr 200`,
        `POST ${one}/stop 200`,
        `POST ${one}/force-kill 200`,
        `DELETE ${one} 204 404`,
      ],
      run: async (stage) => {
        const { call } = stage;
        const id = await stage.session();

        const started = await call(`POST ${one}/start`, { id });
        const again = await call(`POST ${one}/start`, { id });
        await reach(stage, id, 'qr_ready');
        const qr = await call<{ qrCode: string }>(`GET ${one}/qr`, { id });
        const stopped = await call(`POST ${one}/stop`, { id });
        const killed = await call(`POST ${one}/force-kill`, { id });
        const deleted = await call(`DELETE ${one}`, { id });
        const gone = await call(`DELETE ${one}`, { id });

        expect([started.status, again.status]).toEqual([200, 400]);
        expect(qr).toMatchObject({ status: 200, body: { status: 'qr_ready' } });
        expect(readQr(qr.body.qrCode)).not.toBe('');
        expect(stopped).toMatchObject({ status: 200, body: { id, status: 'disconnected' } });
        expect(killed).toMatchObject({ status: 200, body: { id, status: 'disconnected' } });
        expect([deleted.status, deleted.body, gone.status]).toEqual([204, undefined, 404]);
      },
    }),

    // on a real WhatsApp, a pairing code is announced to whoever has the number
    contractCase('is paired with a phone, by code or QR', {
      covers: [`POST ${one}/pairing-code 201`, `GET ${one}/qr 200 400`],
      needs: ['baileys'],
      run: async (stage) => {
        const { call, baileys } = stage;
        const id = await stage.session();
        await call(`POST ${one}/start`, { id });
        await reach(stage, id, 'qr_ready');

        const qr = await call<{ qrCode: string }>(`GET ${one}/qr`, { id });
        const code = await call(`POST ${one}/pairing-code`, { id }, { body: { phoneNumber: PHONE } });
        await baileys.control.scan({ qr: readQr(qr.body.qrCode), phone: PHONE, name: 'Depot Eight' });
        await reach(stage, id, 'ready');
        const late = await call(`GET ${one}/qr`, { id });

        expect(code).toMatchObject({ status: 201, body: { pairingCode: EIGHT_CHARACTERS } });
        expect(late.status).toBe(400);
      },
    }),
  ],
};
