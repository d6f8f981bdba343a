import { stanzaIdOf } from '../operations.js';
import type { Scenario } from '../scenario.js';
import type { Stage } from '../stage.js';

const POST =
  'mutation ($input: PostTextStatusInput!) { postTextStatus(input: $input) { statusId postedAt expiresAt } }';
const DELETE = 'mutation ($input: DeleteStatusInput!) { deleteStatus(input: $input) }';

const DAY_MS = 24 * 3_600_000;

async function post(stage: Stage, text: string, recipients: readonly string[]): Promise<string> {
  const { postTextStatus } = await stage.ask<{
    postTextStatus: { statusId: string; postedAt: string; expiresAt: string };
  }>(POST, { input: { text, recipients } });
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
