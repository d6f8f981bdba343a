import type * as Baileys from '@whiskeysockets/baileys';

/** The library as it is on disk. Types only: it is loaded by `load-library.ts`, on first use. */
export type BaileysLibrary = typeof Baileys;
export type Socket = ReturnType<BaileysLibrary['makeWASocket']>;
