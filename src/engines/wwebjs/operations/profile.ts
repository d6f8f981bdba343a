import type { ProfileOperations } from '../../../engine/operations.js';
import { granted, type Outgoing } from '../outgoing.js';
import { base64Of } from '../outgoing-content.js';

export const profileOperations = ({ library, run }: Outgoing): ProfileOperations => ({
  setName: (name) => granted('Changing the name', run, (client) => client.setDisplayName(name)),

  async setStatus(text) {
    await run.call('Changing the about text', (client) => client.setStatus(text));
  },

  async setPicture(file) {
    const media = new library.MessageMedia(file.mimetype, await base64Of(file), file.filename);
    await granted('Changing the picture', run, (client) => client.setProfilePicture(media));
  },
});
