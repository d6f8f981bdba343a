import { waitFor } from '../../support/wait.js';
import { stanzaIdOf } from '../operations.js';
import type { Scenario } from '../scenario.js';
import type { Stage } from '../stage.js';

const POST =
  'mutation ($input: PostTextStatusInput!) { postTextStatus(input: $input) { statusId postedAt expiresAt } }';
const DELETE = 'mutation ($input: DeleteStatusInput!) { deleteStatus(input: $input) }';

const DAY_MS = 24 * 3_600_000;

const STATUS_CHAT = 'status@broadcast';
const FIELDS = 'statusId contact { contactId } type caption mediaUrl backgroundColor font postedAt expiresAt';
const LIST = `query ($sessionId: ID!) { statuses(sessionId: $sessionId) { ${FIELDS} } }`;
const LIST_OF = `query ($sessionId: ID!, $contactId: Jid!) {
  statuses: contactStatuses(sessionId: $sessionId, contactId: $contactId) { ${FIELDS} }
}`;

interface Shown {
  readonly statusId: string;
  readonly contact: { readonly contactId: string };
  readonly mediaUrl: string | null;
  readonly postedAt: string;
  readonly expiresAt: string;
}

/** What is shown of these people, without moments and addresses of files. */
async function shown(stage: Stage, ids: readonly string[]): Promise<readonly unknown[]> {
  const { statuses } = await stage.ask<{ statuses: readonly Shown[] }>(LIST);
  return statuses
    .filter(({ contact }) => ids.includes(contact.contactId))
    .map(({ postedAt, expiresAt, mediaUrl, ...status }) => {
      expect(Date.parse(expiresAt) - Date.parse(postedAt)).toBe(DAY_MS);
      return { ...status, hasFile: mediaUrl !== null };
    })
    .sort((one, other) => one.statusId.localeCompare(other.statusId));
}

async function fetchFile(
  stage: Stage,
  contactId: string,
): Promise<{ status: number; type: string | null; body: Buffer }> {
  const { statuses } = await stage.ask<{ statuses: readonly Shown[] }>(LIST_OF, { contactId });
  const { url, key } = stage.gateway;
  const [{ statusId, mediaUrl } = { statusId: '', mediaUrl: null }] = statuses;
  const path = mediaUrl ?? `/api/sessions/${stage.sessionId}/status/${encodeURIComponent(statusId)}/media`;
  const answer = await fetch(`${url}${path}`, { headers: { 'x-api-key': key } });
  return {
    status: answer.status,
    type: answer.headers.get('content-type'),
    body: Buffer.from(await answer.arrayBuffer()),
  };
}

async function post(stage: Stage, text: string, recipients: readonly string[], style: object = {}): Promise<string> {
  const { postTextStatus } = await stage.ask<{
    postTextStatus: { statusId: string; postedAt: string; expiresAt: string };
  }>(POST, { input: { text, recipients, ...style } });
  expect(Date.parse(postTextStatus.expiresAt) - Date.parse(postTextStatus.postedAt)).toBe(DAY_MS);
  return postTextStatus.statusId;
}

export const STATUS: readonly Scenario[] = [
  {
    title: 'a status update is posted',
    proves: ['POST_STATUS'],
    async play(stage) {
      const rina = await stage.contact('Rina');

      await post(stage, 'Open until nine', [rina.id]);

      return { seen: [{ saw: 'status', text: 'Open until nine' }], events: [] };
    },
  },
  {
    title: 'the text of a status update has a colour behind it and a font',
    proves: ['POST_STATUS'],
    async play(stage) {
      const rina = await stage.contact('Rina');

      await post(stage, 'Closing down', [rina.id], { backgroundColor: '#1E88E5', font: 2 });

      return { seen: [{ saw: 'status', text: 'Closing down', style: { argb: 0xff1e88e5, font: 2 } }], events: [] };
    },
  },
  {
    title: "contacts' status updates are read, with their files, until they are taken back",
    proves: ['READ_STATUS'],
    async play(stage) {
      const [rina, caio] = [await stage.contact('Rina'), await stage.contact('Caio')];
      const { world } = stage;
      const bytes = Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex');
      const ofRina = { from: rina, group: STATUS_CHAT };
      const text = await world.write({ text: 'Fresh bread', style: { argb: 0xff1e88e5, font: 2 } }, ofRina);
      const typo = await world.write({ text: 'Fresh beard' }, ofRina);
      const file = { file: 'image', mimetype: 'image/png', bytes, caption: 'The oven' } as const;
      const picture = await world.write(file, { from: caio, group: STATUS_CHAT });

      const both = [rina.id, caio.id];
      await waitFor('three status updates', async () => (await shown(stage, both)).length === 3);
      await world.does({ revoke: { stanzaId: typo, byAccount: false } }, ofRina);
      await waitFor('two status updates', async () => (await shown(stage, both)).length === 2);

      const status = (stanzaId: string, contactId: string) => ({
        statusId: `false_status@broadcast_${stanzaId}_${contactId}`,
        contact: { contactId },
      });
      const expected = [
        {
          ...status(text, rina.id),
          ...{ type: 'TEXT', caption: 'Fresh bread', backgroundColor: '#1e88e5', font: 2, hasFile: false },
        },
        {
          ...status(picture, caio.id),
          ...{ type: 'IMAGE', caption: 'The oven', backgroundColor: null, font: null, hasFile: true },
        },
      ];
      expected.sort((one, other) => one.statusId.localeCompare(other.statusId));
      expect(await shown(stage, both)).toEqual(expected);
      expect(await fetchFile(stage, caio.id)).toEqual({ status: 200, type: 'image/png', body: bytes });
      expect(await fetchFile(stage, rina.id)).toMatchObject({ status: 404 });

      return { events: [], rows: [] };
    },
  },
  {
    title: 'a status update is taken back',
    proves: ['POST_STATUS', 'DELETE_STATUS'],
    async play(stage) {
      const rina = await stage.contact('Rina');
      const statusId = await post(stage, 'Closed', [rina.id]);

      expect(await stage.ask(DELETE, { input: { statusId } })).toEqual({ deleteStatus: statusId });

      return {
        seen: [
          { saw: 'status', text: 'Closed' },
          { saw: 'status deleted', of: stanzaIdOf(statusId) },
        ],
        events: [],
      };
    },
  },
];
