import { type Connection } from '../connection/connection.js';
import { type Delivery } from '../connection/delivery.js';
import { type Core } from '../core.js';
import { type Companion } from '../directory/companion.js';
import { type KeyServer } from '../messages/key-server.js';
import { type OwnPhone } from '../messages/own-phone.js';
import { type CodePairing } from '../pairing/code-pairing.js';
import { type Trouble } from '../trouble.js';
import { nowS } from '../wire/ids.js';
import { type BinaryNode, el, failure, kids, result, text } from '../wire/nodes.js';
import { answerBlocklist, answerBusiness, answerPicture, answerPrivacy } from './account.js';
import { answerAppState } from './app-state.js';
import { answerCatalog } from './catalog.js';
import { answerEncrypt } from './encrypt.js';
import { answerGroupRequest } from './groups.js';
import { answerUsync } from './usync.js';

export interface RequestsDeps {
  readonly core: Core;
  readonly delivery: Delivery;
  readonly keys: KeyServer;
  readonly ownPhone: OwnPhone;
  readonly codePairing: CodePairing;
  readonly trouble: Trouble;
  /** `host:port` of the media host. */
  readonly mediaHost: () => string;
}

/** What a client may learn about an account it cannot see: that it is not locked out. */
const MEX_ANSWER = { data: { xwa2_fetch_account_reachout_timelock: { is_active: false } } };
const DAY = '86400';

/** The IQs of a logged-in client. Every one gets an answer: without it the client waits for its query timeout. */
export class Requests {
  /** Server switches (A/B props) by code. */
  readonly abProps: Record<string, string> = {};
  /** Answers to GraphQL-like `w:mex` queries by query id. */
  readonly mexAnswers = new Map<string, unknown>();

  constructor(private readonly deps: RequestsDeps) {}

  handle(connection: Connection, companion: Companion, request: BinaryNode): void {
    const { core, delivery, codePairing, trouble } = this.deps;
    const [child] = kids(request);
    if (request.attrs.xmlns === 'passive') {
      connection.send(result(request));
      if (child?.tag === 'active') delivery.becomeActive(connection);
    } else if (request.attrs.xmlns === 'md' && child?.tag === 'remove-companion-device') {
      connection.send(result(request));
      trouble.removeCompanion(companion, 'user_initiated', { tellClient: false });
    } else if (request.attrs.xmlns === 'md' && child?.tag === 'link_code_companion_reg') {
      codePairing.onRequest(connection, request, child);
    } else if (request.attrs.xmlns === 'w:g2') {
      answerGroupRequest({ core, delivery, companion, request, answer: (node) => connection.send(node) });
    } else {
      if (request.attrs.xmlns === 'abt') this.deps.ownPhone.onStartUpRequest(connection);
      connection.send(this.answer(companion, request) ?? this.unknown(request));
    }
  }

  private answer(companion: Companion, request: BinaryNode): BinaryNode | undefined {
    const { core, keys, mediaHost } = this.deps;
    const { person } = companion;
    switch (request.attrs.xmlns) {
      case 'w:p':
        return result(request, undefined, { t: nowS() });
      case 'encrypt':
        return answerEncrypt(core, keys, companion, request);
      case 'usync':
        return answerUsync(core.directory, request);
      case 'abt':
        return this.answerProps(request);
      case 'blocklist':
        return answerBlocklist(person, request);
      case 'privacy':
        return answerPrivacy(core, person, request);
      case 'w:m':
        return answerMediaConnection(mediaHost(), request);
      case 'w:profile:picture':
        return answerPicture(core, person, mediaHost(), request);
      case 'status':
        person.status = text(kids(request)[0]) ?? '';
        return result(request);
      case 'disappearing_mode':
      case 'urn:xmpp:whatsapp:dirty':
      case 'w:stats':
        return result(request);
      case 'w:sync:app:state':
        return answerAppState(core, person, request);
      case 'w:mex':
        return this.answerMex(request);
      case 'w:biz':
        return answerBusiness(request);
      case 'w:biz:catalog':
        return answerCatalog(person, mediaHost(), request);
      case 'bot':
        return result(request, [el('bot', { v: '2' }, [])]);
    }
    return undefined;
  }

  private unknown(request: BinaryNode): BinaryNode {
    const { type, xmlns } = request.attrs;
    const { tally } = this.deps.core;
    tally.count('iqUnhandled');
    tally.noteUnhandled(`iq ${type} ${xmlns} ${kids(request)[0]?.tag ?? ''}`);
    return failure(request, 501, 'feature-not-implemented');
  }

  private answerProps(request: BinaryNode): BinaryNode {
    const props = Object.entries(this.abProps).map(([code, value]) =>
      el('prop', { name: code, value, config_code: code, config_value: value }),
    );
    const attributes = { protocol: '1', ab_key: 'wa-double', hash: 'wa-double-1', refresh: DAY, refresh_id: '0' };
    return result(request, [el('props', attributes, props)]);
  }

  private answerMex(request: BinaryNode): BinaryNode {
    const answer = this.mexAnswers.get(kids(request)[0]?.attrs.query_id ?? '') ?? MEX_ANSWER;
    return result(request, [el('result', {}, Buffer.from(JSON.stringify(answer)))]);
  }
}

/** The host name may carry a port; the client puts `https://` before it. */
function answerMediaConnection(hostname: string, request: BinaryNode): BinaryNode {
  const host = el('host', { hostname, type: 'primary', maxContentLengthBytes: '104857600' });
  const connection = { auth: 'wa-double-auth', ttl: '3600', auth_ttl: '21600', max_buckets: '12' };
  return result(request, [el('media_conn', connection, [host])]);
}
