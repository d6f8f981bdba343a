import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MediaStore } from '../../src/media/media-store.js';
import { createLogger } from '../../src/runtime/logger.js';

/** A media store with the default limits. @param folder where its files go */
export const mediaStore = (folder = join(tmpdir(), 'openwa-test-media')): MediaStore =>
  new MediaStore({
    folder,
    maxBytes: 50 * 1024 * 1024,
    inboundAtOnce: 4,
    timeoutMs: 30_000,
    logger: createLogger('silent'),
  });
