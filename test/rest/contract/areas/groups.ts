import { expect } from 'expect';
import { contractCase, type Area } from '../case.js';
import { ANY_TEXT, expectRefused } from '../expected.js';

const groups = '/api/sessions/{sessionId}/groups';
const one = `${groups}/{groupId}`;
const participants = `${one}/participants`;

export const groupsArea: Area = {
  name: 'groups',
  cases: [
    contractCase('are listed', {
      covers: [`GET ${groups} 200`],
      needs: ['linked'],
      run: async ({ call, linked: { sessionId } }) => {
        const list = await call<unknown[]>(`GET ${groups}`, { sessionId, query: '?limit=1' });

        expect(list.status).toBe(200);
        expect(list.body.length).toBeLessThanOrEqual(1);
      },
    }),

    contractCase('are made, changed and left', {
      covers: [
        `POST ${groups} 201`,
        `GET ${one} 200`,
        `PUT ${one}/subject 200`,
        `PUT ${one}/description 200`,
        `PUT ${one}/settings 200`,
        `GET ${one}/settings 200`,
        `GET ${one}/invite-code 200`,
        `POST ${one}/invite-code/revoke 200`,
        `POST ${one}/leave 200`,
      ],
      needs: ['baileys'],
      run: async ({ call, baileys: { sessionId, friend } }) => {
        const at = { sessionId };
        const body = { name: 'Drivers', participants: [friend.chatId] };

        const made = await call<{ id: string }>(`POST ${groups}`, at, { body });
        const group = { ...at, groupId: made.body.id };
        const list = await call<unknown[]>(`GET ${groups}`, { ...at, query: '?limit=100' });
        const renamed = await call(`PUT ${one}/subject`, group, { body: { subject: 'Drivers of nine' } });
        const described = await call(`PUT ${one}/description`, group, { body: { description: 'Who drives when' } });
        const closed = await call(`PUT ${one}/settings`, group, { body: { announce: true, locked: true } });
        const seen = await call(`GET ${one}`, group);
        const settings = await call(`GET ${one}/settings`, group);
        const invite = await call<{ inviteCode: string }>(`GET ${one}/invite-code`, group);
        const revoked = await call<{ inviteCode: string }>(`POST ${one}/invite-code/revoke`, group);
        const left = await call(`POST ${one}/leave`, group);

        expect(made).toMatchObject({ status: 201, body: { name: 'Drivers', participantsCount: 2, isAdmin: true } });
        expect(list.body).toContainEqual(expect.objectContaining({ ...made.body, linkedParentJID: null }) as unknown);
        expect([renamed.body, described.body, closed.body, left.body]).toEqual([
          { success: true, message: 'Group subject updated' },
          { success: true, message: 'Group description updated' },
          { success: true, message: 'Group settings updated' },
          { success: true, message: 'Left the group' },
        ]);
        expect(seen.body).toMatchObject({
          id: group.groupId,
          name: 'Drivers of nine',
          description: 'Who drives when',
          isReadOnly: false,
          isAnnounce: true,
          announce: true,
          locked: true,
        });
        expect([settings.status, settings.body]).toEqual([200, { announce: true, locked: true }]);
        expect(invite.body).toMatchObject({ inviteLink: `https://chat.whatsapp.com/${invite.body.inviteCode}` });
        expect(revoked.body).toMatchObject({ message: 'Invite code revoked' });
        expect(revoked.body.inviteCode).not.toBe(invite.body.inviteCode);
      },
    }),

    contractCase('get and lose participants; what became of each is told', {
      covers: [
        `POST ${participants} 200`,
        `POST ${participants}/promote 200`,
        `POST ${participants}/demote 200`,
        `DELETE ${participants} 200 400`,
      ],
      needs: ['baileys'],
      run: async ({ call, baileys: { sessionId, phone, friend, control } }) => {
        const caio = '628770009988';
        await control.person({ phone: caio });
        const group = await control.group({ subject: 'Depot', creator: phone, members: [friend.number] });
        const at = { sessionId, groupId: group.id };
        const id = `${caio}@c.us`;
        const body = { participants: [id] };
        const isAdmin = async (): Promise<unknown> => {
          const now = await call<{ participants: { id: string; isAdmin: boolean }[] }>(`GET ${one}`, at);
          return now.body.participants.find((participant) => participant.id === id)?.isAdmin;
        };

        const seen: unknown[] = [await isAdmin()];
        for (const route of [
          `POST ${participants}`,
          `POST ${participants}/promote`,
          `POST ${participants}/demote`,
          `DELETE ${participants}`,
        ]) {
          const answer = await call(route, at, { body });
          expect(answer).toMatchObject({
            status: 200,
            body: { success: true, message: ANY_TEXT, results: [{ id, ok: true, status: 200 }] },
          });
          seen.push(await isAdmin());
        }
        const none = await call(`DELETE ${participants}`, at, { body: { participants: [] } });
        const missing = await call(`DELETE ${participants}`, at);
        const more = await call(`DELETE ${participants}`, at, { body: { ...body, groupId: at.groupId } });

        expect(seen).toEqual([undefined, false, true, false, undefined]);
        expectRefused(none.body, 'participants should not be empty');
        expect([missing.status, more.status]).toEqual([400, 400]);
      },
    }),

    contractCase('are joined by their invite', {
      covers: [`POST ${groups}/join 200 400`],
      needs: ['baileys'],
      run: async ({ call, baileys: { sessionId, friend, control } }) => {
        const group = await control.group({ subject: 'Yard', creator: friend.number });
        const join = (inviteCode: string) => call(`POST ${groups}/join`, { sessionId }, { body: { inviteCode } });

        const joined = await join(group.invite);
        const wrong = await join('x y');

        expect([joined.status, joined.body]).toEqual([200, { success: true, groupId: group.id }]);
        expect(wrong.status).toBe(400);
      },
    }),

    contractCase('that are none are refused', {
      covers: [`GET ${one} 400 404`, `PUT ${one}/settings 400`, `POST ${groups} 400`],
      needs: ['linked'],
      run: async ({ call, linked: { sessionId, phone } }) => {
        const at = { sessionId };
        const group = { ...at, groupId: '120363999999999999@g.us' };

        const unknown = await call(`GET ${one}`, group);
        const person = await call(`GET ${one}`, { ...at, groupId: `${phone}@c.us` });
        const empty = await call(`PUT ${one}/settings`, group, { body: {} });
        const nameless = await call(`POST ${groups}`, at, { body: { name: '', participants: [] } });

        expect([unknown.status, person.status, empty.status, nameless.status]).toEqual([404, 400, 400, 400]);
      },
    }),

    contractCase('cannot forget their messages after a time, on an engine that cannot set it', {
      covers: [`PUT ${one}/settings 501`],
      needs: ['browser'],
      run: async ({ call, browser: { sessionId, friend } }) => {
        const made = await call<{ id: string }>(
          `POST ${groups}`,
          { sessionId },
          { body: { name: 'Drivers', participants: [friend.chatId] } },
        );

        const refused = await call(
          `PUT ${one}/settings`,
          { sessionId, groupId: made.body.id },
          { body: { ephemeralSeconds: 86_400 } },
        );

        expect(refused.status).toBe(501);
      },
    }),
  ],
};
