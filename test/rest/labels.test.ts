import { GatewayError } from '../../src/domain/errors.js';
import { ALICE } from '../sessions/rig.js';
import { startRestFixture, type RestFixture } from './rest-fixture.js';

const ADD = 'POST /api/sessions/{sessionId}/labels/chat/{chatId}';
const REMOVE = 'DELETE /api/sessions/{sessionId}/labels/chat/{chatId}/{labelId}';

let rest: RestFixture;

beforeAll(async () => {
  rest = await startRestFixture();
});
afterAll(() => rest.stop());

it('answers 422 where the account is none of WhatsApp Business, and changes nothing', async () => {
  const { id: sessionId } = await rest.gateway.rig.createReady();
  const { engine } = rest.gateway.rig.factory;
  engine.answers['labels.requireBusiness'] = () => {
    throw new GatewayError('BUSINESS_ONLY', 'Labels are for WhatsApp Business accounts');
  };

  const added = await rest.call(ADD, { sessionId, chatId: ALICE }, { body: { labelId: '3' } });
  const removed = await rest.call(REMOVE, { sessionId, chatId: ALICE, labelId: '3' });

  const refusal = { statusCode: 422, error: 'Unprocessable Entity', message: expect.any(String) as unknown };
  expect([added, removed]).toEqual([422, 422].map((status) => ({ status, body: refusal })));
  expect(engine.asked.map(([operation]) => operation)).not.toContain('labels.set');
});
