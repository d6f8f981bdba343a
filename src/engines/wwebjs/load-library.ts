import { createRequire } from 'node:module';
import type { WwebjsLibrary } from './library.js';

const load = createRequire(__filename);

/** Loads whatsapp-web.js, and puppeteer with it, on first use. No file of theirs is changed. */
export const loadLibrary = (): WwebjsLibrary => load('whatsapp-web.js') as WwebjsLibrary;
