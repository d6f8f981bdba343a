import { readFile } from 'node:fs/promises';
import { GatewayError } from '../../../domain/errors.js';
import type { ProfileOperations } from '../../../engine/operations.js';
import type { Outgoing } from '../outgoing.js';

/** The library holds the picture in memory as a whole; it is sent as 640 by 640 points. */
const PICTURE_AT_MOST_BYTES = 10 * 1024 * 1024;

export const profileOperations = (outgoing: Outgoing): ProfileOperations => ({
  setName: (name) =>
    outgoing.ask('The name could not be changed', async ({ socket, link }) => {
      await socket.updateProfileName(name);
      const { me } = link.creds;
      // Our own change comes back to us with no event.
      if (me !== undefined) socket.ev.emit('creds.update', { me: { ...me, name } });
    }),

  setStatus: (text) =>
    outgoing.ask('The about text could not be changed', ({ socket }) => socket.updateProfileStatus(text)),

  setPicture: ({ path, sizeBytes }) =>
    outgoing.ask('The picture could not be changed', async ({ socket, link }) => {
      if (sizeBytes > PICTURE_AT_MOST_BYTES) {
        throw new GatewayError('PAYLOAD_TOO_LARGE', `A profile picture has at most ${PICTURE_AT_MOST_BYTES} bytes`);
      }
      await socket.updateProfilePicture(link.creds.me?.id ?? '', await readFile(path));
    }),
});
