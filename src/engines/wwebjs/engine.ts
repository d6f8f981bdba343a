import { randomBytes } from 'node:crypto';
import type { Config } from '../../config/config.js';
import { EngineFailedError } from '../../domain/errors.js';
import { phoneOf, toJid } from '../../domain/jid.js';
import type { LinkEnd } from '../../domain/session.js';
import type {
  CallOperations,
  ChannelOperations,
  ChatOperations,
  ContactOperations,
  GroupOperations,
  LabelOperations,
  MessageOperations,
  ProfileOperations,
  StatusOperations,
} from '../../engine/operations.js';
import type { Engine, EngineContext, EngineEvent } from '../../engine/port.js';
import type { Logger } from '../../runtime/logger.js';
import { Addresses } from './addresses.js';
import { BrowserRun, PageReloadedError, reasonOf } from './browser-run.js';
import { clientOptions, type Launch } from './client-options.js';
import { endOf } from './ended.js';
import { Identities } from './identities.js';
import { Inbound } from './inbound.js';
import { InboundFiles } from './inbound-file.js';
import { tellWhatIsKnown } from './known.js';
import type { WwebjsLibrary } from './library.js';
import { callOperations } from './operations/calls.js';
import { channelOperations } from './operations/channels.js';
import { chatOperations } from './operations/chats.js';
import { contactOperations } from './operations/contacts.js';
import { groupOperations } from './operations/groups.js';
import { labelOperations } from './operations/labels.js';
import { messageOperations } from './operations/messages.js';
import { profileOperations } from './operations/profile.js';
import { statusOperations } from './operations/statuses.js';
import type { Outgoing } from './outgoing.js';
import { missedMessages } from './missed.js';
import { OwnMessages } from './own-messages.js';
import { healKeys, healModels } from './page/heal-keys.js';
import { hookNewId } from './page/message-ids.js';
import { ownAddresses } from './page/start.js';
import type { Profile } from './profile.js';
import { Sender } from './sender.js';
import type { Timings } from './timings.js';
import { Watch } from './watch.js';

export interface EngineDeps {
  readonly context: EngineContext;
  readonly library: WwebjsLibrary;
  readonly launch: Launch;
  readonly config: Config['wwebjs'];
  readonly profile: Profile;
  readonly timings: Timings;
  readonly logger: Logger;
  /** The browser is about to be closed; resolves when it is gone. */
  readonly onStop: (gone: Promise<void>) => void;
  /** How the link is to end that was accepted and then never came up. */
  readonly onStuck: () => LinkEnd;
  readonly onReady: () => void;
}

/**
 * One link of one session: one browser with one page. It ends when that ends, or with what the page reports; trying
 * again is its owner's business.
 */
export class WwebjsEngine implements Engine {
  readonly messages: MessageOperations;
  readonly chats: ChatOperations;
  readonly contacts: ContactOperations;
  readonly groups: GroupOperations;
  readonly profile: ProfileOperations;
  readonly calls: CallOperations;
  readonly labels: LabelOperations;
  readonly channels: ChannelOperations;
  readonly statuses: StatusOperations;

  readonly #run: BrowserRun;
  readonly #watch: Watch;
  readonly #own = new OwnMessages();
  readonly #inbound: Inbound;
  #addresses: Addresses | undefined;
  #identities: Identities | undefined;
  #qrCodes = 0;
  #isPairing = false;
  #isAccepted = false;
  #isOver = false;
  #stuck: NodeJS.Timeout | undefined;
  /** How often the page became ready. */
  #loads = 0;
  #isOpen: () => void = () => undefined;
  /** What is told as `ready` must be usable: that waits until the engine was handed over. */
  readonly #opened = new Promise<void>((resolve) => (this.#isOpen = resolve));

  private constructor(private readonly deps: EngineDeps) {
    const { context, launch, library, logger, profile, timings } = deps;
    this.#run = new BrowserRun({
      library,
      options: clientOptions(launch),
      profile,
      timings,
      logger,
      onLost: (reason) => this.#finish('crashed', reason),
    });
    this.#watch = new Watch({
      run: this.#run,
      timings,
      wantsQr: () => !this.#isPairing,
      onAccepted: () => this.#accepted(timings.syncMs),
      onDead: (reason) => this.#finish('crashed', reason),
      onOffline: (reason) => this.#finish('lost', reason),
    });
    this.#inbound = new Inbound({ context, own: this.#own, logger, emit: (event) => this.#emit(event) });
    this.#listen();
    const outgoing: Outgoing = {
      library,
      run: this.#run,
      sender: new Sender({ run: this.#run, own: this.#own, sessionId: context.sessionId, logger }),
      own: this.#own,
      timings,
      addresses: () => {
        if (this.#addresses === undefined) throw new EngineFailedError('The session is not connected');
        return this.#addresses;
      },
      resolve: async (wires) => this.#identities?.resolve(wires),
    };
    this.messages = messageOperations(outgoing);
    this.chats = chatOperations(outgoing);
    this.contacts = contactOperations(outgoing);
    this.groups = groupOperations(outgoing);
    this.profile = profileOperations(outgoing);
    this.calls = callOperations(outgoing);
    this.labels = labelOperations(outgoing);
    this.channels = channelOperations(outgoing);
    this.statuses = statusOperations(outgoing);
  }

  /** @throws EngineFailedError if the page does not come up, or `context.signal` says to give up */
  static async open(deps: EngineDeps): Promise<WwebjsEngine> {
    const engine = new WwebjsEngine(deps);
    const { config, context, timings } = deps;
    engine.#emit({ kind: 'connecting' });
    try {
      await engine.#run.start(timings.startMs + config.authTimeoutMs, context.signal);
    } catch (error) {
      await engine.#stop(false);
      throw error;
    }
    setImmediate(() => engine.#isOpen());
    return engine;
  }

  newStanzaId(): string {
    return `3EB0${randomBytes(9).toString('hex').toUpperCase()}`;
  }

  async requestPairingCode(phone: string): Promise<string> {
    this.#isPairing = true;
    try {
      return await this.#run.call('Asking for a pairing code', (client) => client.requestPairingCode(phone));
    } catch (error) {
      this.#isPairing = false;
      throw error;
    }
  }

  close(): Promise<void> {
    return this.#stop(false);
  }

  kill(): Promise<void> {
    return this.#stop(true);
  }

  #emit(event: EngineEvent): void {
    if (!this.#isOver) this.deps.context.emit(event);
  }

  #stop(force: boolean): Promise<void> {
    this.#isOver = true;
    this.#watch.stop();
    clearTimeout(this.#stuck);
    const gone = this.#run.stop(force);
    this.deps.onStop(gone);
    return gone;
  }

  /** Says goodbye. The browser goes in the background; the next one of this session waits for that. */
  #finish(end: LinkEnd, reason: string): void {
    if (this.#isOver) return;
    const gone = this.#stop(false);
    this.deps.logger.debug({ sessionId: this.deps.context.sessionId, end, reason }, 'the browser is closed');
    this.deps.context.emit({ kind: 'ended', end, reason });
    void gone;
  }

  #listen(): void {
    const { client } = this.#run;
    client.on('qr', (qr: unknown) => this.#qr(qr));
    client.on('authenticated', () => this.#authenticated());
    client.on('auth_failure', (reason: unknown) => this.#finish('auth-failed', reasonOf(reason)));
    client.on('ready', () => {
      const load = ++this.#loads;
      this.#ready().catch((error: unknown) => {
        // Loaded anew meanwhile: that page says so itself once it is ready.
        if (this.#isOver || load !== this.#loads) return;
        if ((error as Error).cause instanceof PageReloadedError) return this.#awaitReload();
        this.deps.logger.warn({ sessionId: this.deps.context.sessionId, err: error }, 'the page could not be used');
        this.#finish('crashed', `the page could not be used: ${reasonOf(error)}`);
      });
    });
    client.on('disconnected', (reason: unknown) => {
      const { end, reason: why } = endOf(String(reason));
      this.#finish(end, why);
    });
    this.#inbound.listenTo(client);
  }

  /** The page clears its reference when it is linked; what it shows then is no code. */
  #qr(qr: unknown): void {
    if (typeof qr !== 'string' || qr.startsWith('undefined,')) return;
    this.#qrCodes += 1;
    if (this.#qrCodes > this.deps.timings.qrCodes)
      return this.#finish('qr-expired', 'nobody scanned the QR code in time');
    this.#emit({ kind: 'qr', qr });
  }

  #authenticated(): void {
    this.#run.evaluate('Preparing the page', healKeys, []).catch(() => undefined);
    clearTimeout(this.#stuck);
    this.#stuck = undefined;
    this.#accepted(this.deps.timings.readyMs);
  }

  /** @param withinMs the link is of no use if it does not become ready */
  #accepted(withinMs: number): void {
    if (this.#addresses !== undefined || this.#stuck !== undefined) return;
    if (!this.#isAccepted) this.#emit({ kind: 'authenticated' });
    this.#isAccepted = true;
    this.#stuck = setTimeout(
      () => this.#finish(this.deps.onStuck(), 'the phone accepted the link, but WhatsApp Web never became ready'),
      withinMs,
    );
  }

  #awaitReload(): void {
    clearTimeout(this.#stuck);
    const never = (): void => this.#finish('crashed', 'the page was loaded anew and never became ready');
    this.#stuck = setTimeout(never, this.deps.timings.readyMs);
  }

  /** Comes again after the page was loaded anew: everything of ours in it is gone then. */
  async #ready(): Promise<void> {
    const run = this.#run;
    await run.evaluate('Preparing the page', healKeys, []);
    await run.evaluate('Preparing the page', healModels, []);
    const hasOwnIds = await this.#checkIds();
    const { pn, lid } = await run.evaluate('Reading the account', ownAddresses, []);
    const self = toJid(pn);
    if (self === undefined) throw new EngineFailedError('WhatsApp Web does not tell whose account it is');
    const alias = toJid(lid);
    this.#addresses ??= new Addresses({ pn: self, ...(alias === undefined ? {} : { lid: alias }) });
    const { context, logger, timings } = this.deps;
    const phone = phoneOf(self) ?? '';
    const since = await context.heardUntil(phone);
    clearTimeout(this.#stuck);
    await this.#opened;
    this.deps.onReady();
    this.#watch.linked();
    const { pushname } = run.client.info as { pushname?: string };
    this.#emit({ kind: 'ready', phone, pushName: pushname || null });
    const identities = new Identities(run, this.#addresses, (event) => this.#emit(event));
    this.#identities = identities;
    const { sessionId } = context;
    const missed = since === undefined ? [] : await missedMessages({ run, sessionId, logger }, since);
    const files = new InboundFiles(run, context.media, sessionId, timings.fileMs);
    // Own messages under ids of the page's making are not known by them: they would be taken for the phone's.
    this.#inbound.begin({ identities, files }, hasOwnIds ? missed : missed.filter(({ fromMe }) => !fromMe));
    await tellWhatIsKnown(run, identities, (event) => this.#emit(event));
  }

  /** @returns whether messages get the ids that we give them */
  async #checkIds(): Promise<boolean> {
    const works = await this.#run.evaluate('Preparing the page', hookNewId, [this.newStanzaId()]).catch(() => false);
    if (works) return true;
    const { logger, context } = this.deps;
    logger.warn(
      { sessionId: context.sessionId },
      'WhatsApp Web chooses the ids of messages by itself now: they are translated, and acks after a restart are lost',
    );
    return false;
  }
}
