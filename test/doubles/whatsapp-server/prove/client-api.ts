/** What a parent process can ask of the Baileys client program, over IPC. No import of Baileys here. */

/** A message the application under Baileys was handed. */
export interface InboxMessage {
  id: string;
  /** The chat, and its other address if the library knows it. */
  jid: string;
  alt: string | undefined;
  participant: string | undefined;
  /** `notify`, or `append` for what was queued while the client was away. */
  type: string;
  name: string | undefined;
  text: string | undefined;
  fromMe: boolean;
}

export interface SessionView {
  state: 'connecting' | 'open' | 'closed';
  /** Of the last close. */
  closeCode: number | undefined;
  closeMessage: string | undefined;
  qr: string | undefined;
  me: { id: string; lid: string | undefined; name: string | undefined } | undefined;
  connects: number;
  /** Message id → the highest status seen: 0 error, 1 pending, 2 server, 3 delivered, 4 read, 5 played. */
  statuses: Record<string, number>;
}

/** Every session has a name; the first call that names one makes it. */
export interface ClientMethods {
  /** Opens a socket; it comes back by itself unless the close was final. */
  start(session: string): void;
  /** Credentials from the double instead of a pairing, then `start`. */
  adopt(session: string, controlUrl: string, phone: string, name: string): Promise<void>;
  requestCode(session: string, phone: string): Promise<string>;
  /** @returns the message's id */
  sendText(session: string, jid: string, text: string): Promise<string>;
  view(session: string): SessionView;
  inbox(session: string): InboxMessage[];
  /** The client removes itself from the phone. */
  logout(session: string): Promise<void>;
  stop(session: string): Promise<void>;
}

export type ClientMethod = keyof ClientMethods;

export interface ClientCall {
  call: number;
  method: ClientMethod;
  args: unknown[];
}

export interface ClientReply {
  call: number;
  result?: unknown;
  error?: string;
}
