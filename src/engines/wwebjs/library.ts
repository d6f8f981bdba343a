import type { EventEmitter } from 'node:events';
import type WAWebJS from 'whatsapp-web.js';

/** The library as it is on disk. Types only: it is loaded by `load-library.ts`, on first use. */
export type WwebjsLibrary = typeof WAWebJS;
export type Page = NonNullable<WAWebJS.Client['pupPage']>;
export type Browser = NonNullable<WAWebJS.Client['pupBrowser']>;
/** `inject` is private to the library; a client that is being stopped must not run it any more. */
export type Client = Omit<WAWebJS.Client, 'inject'> & EventEmitter & { inject: () => Promise<void> };
export type ClientOptions = Omit<WAWebJS.ClientOptions, 'userAgent'> & { userAgent: false };
export type Message = WAWebJS.Message;
