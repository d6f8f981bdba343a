import type { World } from '../../contract/world.js';
import type { ControlClient } from '../../doubles/whatsapp-server/control-client.js';
import type { Answer, Target } from './caller.js';

/** What a case may need around the gateway. A run that lacks something leaves out the cases that need it, and says so. */
export interface Provisions {
  /** A linked session, which is only read. */
  readonly linked: { readonly sessionId: string; readonly phone: string };
  /** Somebody whom a linked session may write to. */
  readonly recipient: { readonly sessionId: string; readonly chatId: string; readonly number: string };
  /** The pretend WhatsApp server, and a session of Baileys linked to it. */
  readonly baileys: {
    readonly sessionId: string;
    readonly phone: string;
    readonly friend: { readonly number: string; readonly chatId: string };
    readonly control: ControlClient;
  };
  /** The pretend WhatsApp Web, and a session of whatsapp-web.js linked to it that has one chat. */
  readonly browser: { readonly sessionId: string; readonly friend: { readonly chatId: string }; readonly page: World };
  /** An address that the gateway may call, and that answers 200. */
  readonly receiver: { readonly url: string };
  /** MEDIA_DOWNLOAD_MAX_BYTES, set so low that a test can exceed it. */
  readonly mediaLimit: { readonly maxBytes: number };
  /** METRICS_TOKEN */
  readonly metrics: { readonly token: string };
  /** A gateway that has no METRICS_TOKEN. */
  readonly withoutMetrics: Target;
  /** The OpenAPI document that the gateway shows. */
  readonly document: { readonly routes: readonly string[] };
  /** The gateway holds nothing that anybody needs, and was made for this run: it may be emptied and locked. */
  readonly throwaway: { readonly actions: readonly string[] };
  /** A gateway whose rate limit is used up. It can be told to end, and cannot while a delivery is open. */
  readonly spare: Target & {
    /** @param ask polled until it answers something else than undefined; then the delivery is let go */
    end(ask: () => Promise<Answer | undefined>): Promise<Answer>;
  };
}

export type Need = keyof Provisions;

/** For people: what is missing, and how a run gets it where it can. */
export const NEEDS: Readonly<Record<Need, string>> = {
  linked: 'a linked session (--session ID)',
  recipient: 'somebody to write to (--session ID --send-to NUMBER)',
  baileys: 'the pretend WhatsApp server behind it',
  browser: 'the pretend WhatsApp Web behind it',
  receiver: 'a webhook receiver that it may call',
  mediaLimit: 'a media limit of a few KB',
  metrics: 'its METRICS_TOKEN (in the environment of this command)',
  withoutMetrics: 'to have no METRICS_TOKEN',
  document: 'its OpenAPI document (off in production)',
  throwaway: 'to be made for the test alone',
  spare: 'a second gateway, at its rate limit',
};
