/**
 * The part of WhatsApp Web and of the library's own additions to it that our page functions touch. These functions are
 * sent to the browser as text: each stands alone and reaches everything through `globalThis`.
 */
export interface PageWindow {
  require(name: 'WAWebSocketModel'): { readonly Socket: { readonly state?: string; readonly hasSynced?: boolean } };
  require(name: 'WAWebCmd'): { readonly Cmd: PageCmd };
  require(name: 'WAWebMsgKey'): MsgKeyClass;
  require(name: 'WAWebUserPrefsMeUser'): {
    getMaybeMePnUser(): PageWid | undefined;
    getMaybeMeLidUser(): PageWid | undefined;
  };
  require(name: 'WAWebWidFactory'): { readonly createWid: (id: string) => PageWid };
  require(name: 'WAWebApiContact'): { readonly getPhoneNumber: (wid: PageWid) => PageWid | undefined };
  require(name: 'WAWebMsgActionCapability'): {
    canSenderRevokeMsg(message: PageModel): boolean;
    canAdminRevokeMsg(message: PageModel): boolean;
  };
  require(name: 'WAWebCollections'): {
    readonly Msg: PageCollection & { getMessagesById(ids: string[]): Promise<{ messages?: PageModel[] } | undefined> };
    readonly Chat: PageCollection;
    readonly Contact: PageCollection;
    readonly GroupMetadata?: { update(wid: PageWid): Promise<unknown> };
    readonly WAWebGroupMetadataCollection?: { update(wid: PageWid): Promise<unknown> };
  };
  require(name: 'WAWebLidMigrationUtils'): { readonly toPn: (wid: PageWid) => PageWid | undefined };
  require(name: 'WAWebContactGetters'): {
    getName(contact: PageModel): string | undefined;
    getPushname(contact: PageModel): string | undefined;
  };
  /** Ours: the last look found the page synchronised, and the library not told. */
  openwaLeft?: boolean;
  readonly Debug?: { readonly VERSION: string };
  /** The library's binding; calling it makes the client go on to `authenticated` and `ready`. */
  readonly onAppStateHasSyncedEvent?: () => void;
  readonly WWebJS?: {
    getMessageModel: GetMessageModel;
    rejectCall(peer: string, callId: string): Promise<void>;
    sendChatstate(state: string, chatId: string): Promise<boolean>;
    sendDeleteChat(chatId: string): Promise<boolean>;
  };
}

export interface PageWid {
  readonly _serialized: string;
  readonly server: string;
  toString(): string;
}

export interface PageCmd {
  refreshQR?(): unknown;
  sendRevokeMsgs(chat: PageModel, messages: unknown, options: unknown): Promise<unknown>;
}

export type MsgKeyClass = {
  newId: NewId;
  readonly prototype: object;
};
/** Our hook keeps the id that the next message is to have on the function itself. */
export type NewId = ((...args: unknown[]) => Promise<string>) & {
  hooked?: boolean;
  next?: { readonly id: string; times: number } | undefined;
};

/** A key of a message or the wid of a chat or contact. */
export interface PageId {
  readonly id?: unknown;
  readonly fromMe?: unknown;
  readonly remote?: PageWid;
  readonly _serialized?: string;
  readonly $1?: string;
  toString(): string;
}

export interface PageModel {
  readonly id: PageId;
  readonly name?: string;
  readonly formattedTitle?: string;
  readonly unreadCount?: number;
  /** Of a chat: when something was said in it last, in epoch seconds. */
  readonly t?: number;
  readonly groupMetadata?: PageGroup;
  readonly lid?: unknown;
  readonly phoneNumber?: PageWid;
  readonly isContactBlocked?: boolean;
  readonly isBusiness?: boolean;
  readonly isAddressBookContact?: unknown;
}

export interface PageGroup {
  serialize(): Record<string, unknown> & {
    participants?: { id: PageWid; isAdmin?: boolean; isSuperAdmin?: boolean }[];
  };
}

export interface PageCollection {
  get(id: string): PageModel | undefined;
  getModelsArray(): PageModel[];
}

export type GetMessageModel = ((message: unknown) => Record<string, unknown>) & { healed?: boolean };
