import type { Scenario } from '../scenario.js';

export const PROFILE: readonly Scenario[] = [
  {
    title: 'the account gets another name',
    proves: ['SET_PROFILE_NAME'],
    async play(stage) {
      const name = 'Depot Nine & Co';

      await stage.ask('mutation ($input: SetProfileNameInput!) { setProfileName(input: $input) { id } }', {
        input: { name },
      });

      return { seen: [{ saw: 'profile name', text: name }] };
    },
  },
  {
    title: 'the account gets another about text',
    proves: ['SET_PROFILE_STATUS'],
    async play(stage) {
      const status = 'Open from nine. 🚚';

      await stage.ask('mutation ($input: SetProfileStatusInput!) { setProfileStatus(input: $input) { id } }', {
        input: { status },
      });

      return { seen: [{ saw: 'profile status', text: status }] };
    },
  },
];
