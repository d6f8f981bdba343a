import { PNG } from 'pngjs';
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
  {
    title: 'the account gets another picture, and no copy of it stays behind',
    proves: ['SET_PROFILE_PICTURE'],
    async play(stage) {
      const picture = new PNG({ width: 640, height: 640 });
      picture.data.fill(200);
      const base64 = PNG.sync.write(picture).toString('base64');
      const files = await stage.mediaFiles();

      await stage.ask('mutation ($input: SetProfilePictureInput!) { setProfilePicture(input: $input) { id } }', {
        input: { base64, mimetype: 'image/png' },
      });

      expect(await stage.mediaFiles()).toEqual(files);
      return { seen: [{ saw: 'profile picture' }] };
    },
  },
];
