/** The suite's own words for what happens at the edge. An engine's double is translated into them, in both directions. */

export type EngineName = 'BAILEYS' | 'WHATSAPP_WEB_JS';

/** Somebody with a phone. */
export interface Person {
  /** Digits. */
  readonly phone: string;
  readonly name: string;
}

export interface Contact extends Person {
  /** `<phone>@c.us` */
  readonly id: string;
  /** The privacy alias, `<digits>@lid`. */
  readonly lid: string;
}

export type FileKind = 'image' | 'video' | 'audio' | 'voice' | 'document' | 'sticker';

/** What a message can hold, whoever writes it. */
export type Content =
  | { readonly text: string; readonly mentions?: readonly string[]; readonly style?: Style }
  | {
      readonly file: FileKind;
      readonly mimetype: string;
      readonly bytes: Buffer;
      readonly filename?: string;
      readonly caption?: string;
    }
  | { readonly place: { readonly latitude: number; readonly longitude: number; readonly name?: string } }
  | { readonly card: { readonly name: string; readonly number: string } }
  | { readonly poll: { readonly question: string; readonly options: readonly string[] } };

/** How the text of a status update looks, in WhatsApp's numbers. */
export interface Style {
  readonly argb: number;
  readonly font: number;
}

/** Something a contact does with a message that is there already. */
export type Deed =
  | { readonly react: string; readonly to: MessageKey }
  | { readonly edit: string; readonly of: MessageKey }
  | { readonly revoke: MessageKey };

/** A message as the people at the edge name it. */
export interface MessageKey {
  readonly stanzaId: string;
  /** Whether the account under test wrote it. */
  readonly byAccount: boolean;
}

/** Where and by whom something is written. */
export interface Writing {
  readonly from: Contact;
  /** How WhatsApp addresses a contact who writes to the account itself; by alias unless told. */
  readonly under?: 'alias' | 'number';
  /** `…@g.us`, or `status@broadcast` for a status update; left out: to the account itself. */
  readonly group?: string;
  /** The message it answers to. */
  readonly quotes?: MessageKey & { readonly text: string };
}

/** What the other side saw of one act of the account, oldest first. Addresses are neutral ones (`@c.us`, `@g.us`). */
export type Sighting =
  | {
      readonly saw: 'message';
      readonly chat: string;
      readonly stanzaId: string;
      readonly text?: string;
      readonly mentions?: readonly string[];
      readonly quotes?: string;
      readonly file?: { readonly kind: FileKind; readonly mimetype: string; readonly sha256: string } & {
        readonly filename?: string;
      };
      readonly place?: { readonly latitude: number; readonly longitude: number } & {
        readonly name?: string;
        readonly address?: string;
      };
      readonly card?: { readonly name: string; readonly number: string };
      readonly poll?: { readonly question: string; readonly options: readonly string[]; readonly multiple: boolean };
      readonly preview?: { readonly url: string; readonly title: string };
      readonly forwarded?: true;
      /** A card of the account's business: of a product, or of the whole catalog. */
      readonly offer?: { readonly product?: string; readonly title: string; readonly price1000?: number };
    }
  | { readonly saw: 'reaction'; readonly chat: string; readonly of: string; readonly emoji: string }
  | { readonly saw: 'edit'; readonly chat: string; readonly of: string; readonly text: string }
  | { readonly saw: 'deletion'; readonly chat: string; readonly of: string }
  /** Only the account's own devices see these. */
  | { readonly saw: 'deletion for me'; readonly chat: string; readonly of: string }
  | { readonly saw: 'star'; readonly chat: string; readonly of: string; readonly starred: boolean }
  | { readonly saw: 'chat deleted'; readonly chat: string }
  | { readonly saw: 'marked unread'; readonly chat: string }
  | { readonly saw: 'read'; readonly chat: string }
  | { readonly saw: 'presence'; readonly chat: string; readonly presence: 'typing' | 'recording' | 'paused' }
  | { readonly saw: 'block'; readonly who: string; readonly blocked: boolean }
  | { readonly saw: 'group created'; readonly subject: string; readonly participants: readonly string[] }
  | {
      readonly saw: 'participants';
      readonly group: string;
      readonly change: 'add' | 'remove' | 'promote' | 'demote';
      readonly who: readonly string[];
    }
  | { readonly saw: 'group subject'; readonly group: string; readonly subject: string }
  | { readonly saw: 'group description'; readonly group: string; readonly description: string }
  | {
      readonly saw: 'group setting';
      readonly group: string;
      readonly setting: 'announce' | 'locked';
      readonly on: boolean;
    }
  | { readonly saw: 'group timer'; readonly group: string; readonly seconds: number }
  | { readonly saw: 'invite revoked'; readonly group: string }
  | { readonly saw: 'group joined'; readonly code: string }
  | { readonly saw: 'group left'; readonly group: string }
  | { readonly saw: 'call rejected'; readonly callId: string }
  | { readonly saw: 'profile name' | 'profile status'; readonly text: string }
  | { readonly saw: 'profile picture' }
  | { readonly saw: 'status'; readonly text: string; readonly style?: Style }
  | { readonly saw: 'status deleted'; readonly of: string }
  | { readonly saw: 'label'; readonly chat: string; readonly label: string; readonly on: boolean }
  | { readonly saw: 'channel followed' | 'channel left'; readonly channel: string };

export type ContactAck = 'delivered' | 'read' | 'played';
