import { expect } from 'expect';
import { PNG } from 'pngjs';
import { waitFor } from '../../../support/wait.js';
import { contractCase, type Area } from '../case.js';
import { failure, tooLarge } from '../expected.js';

const profile = 'PUT /api/sessions/{sessionId}/profile';
const reject = 'POST /api/sessions/{sessionId}/calls/{callId}/reject';
const MAX_NAME = 25;
const MAX_ABOUT = 139;

export const account: Area = {
  name: 'the account',
  cases: [
    contractCase('changes its name, its about text and its picture', {
      covers: [`${profile}/name 200`, `${profile}/status 200`, `${profile}/picture 200`],
      needs: ['baileys'],
      run: async ({ call, baileys: { sessionId } }) => {
        const at = { sessionId };
        const base64 = PNG.sync.write(new PNG({ width: 192, height: 192 })).toString('base64');

        const name = await call(`${profile}/name`, at, { body: { name: 'Depot Nine & Co' } });
        const about = await call(`${profile}/status`, at, { body: { status: '' } });
        const shown = await call(`${profile}/picture`, at, { body: { base64, mimetype: 'image/png' } });

        expect([name.body, about.body, shown.body]).toEqual([
          { success: true, message: 'Profile name updated' },
          { success: true, message: 'Profile status updated' },
          { success: true, message: 'Profile picture updated' },
        ]);
      },
    }),

    contractCase('has a name and an about text within their limits', {
      covers: [`${profile}/name 400`, `${profile}/status 400`, `${profile}/picture 400`],
      needs: ['linked'],
      run: async ({ call, linked: { sessionId } }) => {
        const at = { sessionId };

        const name = await call(`${profile}/name`, at, { body: { name: 'n'.repeat(MAX_NAME + 1) } });
        const about = await call(`${profile}/status`, at, { body: { status: 'n'.repeat(MAX_ABOUT + 1) } });
        const none = await call(`${profile}/picture`, at, { body: {} });

        expect([name.status, about.status, none.status]).toEqual([400, 400, 400]);
      },
    }),

    contractCase('has no picture above the limit', {
      covers: [`${profile}/picture 413`],
      needs: ['linked', 'mediaLimit'],
      run: async ({ call, linked: { sessionId }, mediaLimit }) => {
        const body = { base64: tooLarge(mediaLimit.maxBytes), mimetype: 'image/png' };

        const over = await call(`${profile}/picture`, { sessionId }, { body });

        expect(over.status).toBe(413);
      },
    }),

    contractCase('rejects a call that it was told of', {
      covers: [`${reject} 200`],
      needs: ['baileys'],
      run: async ({ call, baileys: { sessionId, control, friend, phone } }) => {
        const { callId } = await control.ring({ from: friend.number, to: phone });

        const rejected = await waitFor('the call to be known', async () => {
          const answer = await call(reject, { sessionId, callId });
          return answer.status === 404 ? undefined : answer;
        });

        expect([rejected.status, rejected.body]).toEqual([200, { success: true }]);
      },
    }),

    contractCase('rejects no other call', {
      covers: [`${reject} 404`],
      needs: ['linked'],
      run: async ({ call, linked: { sessionId } }) => {
        const unknown = await call(reject, { sessionId, callId: 'NOCALL' });

        expect(unknown.body).toEqual(failure(404, 'Call "NOCALL" not found', 'Not Found'));
      },
    }),
  ],
};
