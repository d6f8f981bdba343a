import { waitForStatus } from '../../support/linked-session.js';
import type { Scenario } from '../scenario.js';

const CREATE = 'mutation ($create: CreateSessionInput!) { createSession(input: $create) { id } }';
const START = 'mutation ($id: ID!) { startSession(id: $id) { status } }';
const CODE = 'mutation ($code: RequestPairingCodeInput!) { requestPairingCode(input: $code) { pairingCode status } }';
const STATE = 'query ($id: ID!) { session(id: $id) { status phone } }';
const DELETE = 'mutation ($id: ID!) { deleteSession(id: $id) }';

export const LINKING: readonly Scenario[] = [
  {
    title: 'eight characters typed on the phone link a session',
    proves: ['PAIRING_CODE'],
    async play(stage) {
      const owner = { phone: stage.world.engine === 'BAILEYS' ? '628555000001' : '628555000002', name: 'Second Depot' };
      const create = { name: `by-code-${owner.phone}`, engine: stage.world.engine };
      const { createSession } = await stage.ask<{ createSession: { id: string } }>(CREATE, { create });
      const { id } = createSession;

      await stage.ask(START, { id });
      await waitForStatus(stage.gateway, id, 'qr_ready', 30_000);
      const code = { sessionId: id, phoneNumber: owner.phone };
      const { requestPairingCode } = await stage.ask<{ requestPairingCode: { pairingCode: string; status: string } }>(
        CODE,
        { code },
      );
      expect(requestPairingCode).toEqual({ pairingCode: expect.stringMatching(/^[A-Z0-9]{8}$/), status: 'QR_READY' });
      await stage.world.typeCode(requestPairingCode.pairingCode, owner);
      await waitForStatus(stage.gateway, id, 'ready', 30_000);

      expect(await stage.ask(STATE, { id })).toEqual({ session: { status: 'READY', phone: owner.phone } });
      await stage.ask(DELETE, { id });
      return { seen: [], events: [] };
    },
  },
  {
    title: 'a session reaches WhatsApp through its proxy, and logs in to it',
    proves: ['PROXY'],
    async play(stage) {
      const proxy = await stage.world.proxy('depot:p@ss');
      const create = {
        name: `proxied-${stage.world.engine.toLowerCase().replaceAll('_', '-')}`,
        engine: stage.world.engine,
        proxyUrl: `http://depot:p%40ss@127.0.0.1:${proxy.port}`,
        proxyType: 'HTTP',
      };

      const { createSession } = await stage.ask<{ createSession: { id: string } }>(CREATE, { create });
      const { id } = createSession;
      await stage.ask(START, { id });
      await waitForStatus(stage.gateway, id, 'qr_ready', 30_000);

      expect(proxy.reached).toContain('web.whatsapp.com:443');
      await stage.ask(DELETE, { id });
      await proxy.stop();
      return { seen: [], events: [] };
    },
  },
];
