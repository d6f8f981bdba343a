import type { Area } from '../case.js';
import { account } from './account.js';
import { auditArea } from './audit.js';
import { bulk } from './bulk.js';
import { catalogArea } from './catalog.js';
import { channelsArea } from './channels.js';
import { chatsArea } from './chats.js';
import { contactsArea } from './contacts.js';
import { documentArea } from './document.js';
import { groupsArea } from './groups.js';
import { health } from './health.js';
import { infra } from './infra.js';
import { keysArea } from './keys.js';
import { kinds } from './kinds.js';
import { labelsArea } from './labels.js';
import { messagesArea } from './messages.js';
import { metricsArea } from './metrics.js';
import { refusedByEngine } from './refused-by-engine.js';
import { searchArea } from './search.js';
import { sessions } from './sessions.js';
import { stats } from './stats.js';
import { statusArea } from './status.js';
import { badInput, lowRole, noKey, notBuilt, rateLimit, unknownSession } from './sweeps.js';
import { templatesArea } from './templates.js';
import { webhooksArea } from './webhooks.js';

/**
 * The areas of the contract test by their short names (`--only keys`), in the order in which they run: what stops every
 * session comes after everything that needs one, and what ends a gateway is last.
 */
export const AREAS: Readonly<Record<string, Area>> = {
  document: documentArea,
  keys: keysArea,
  sessions,
  templates: templatesArea,
  webhooks: webhooksArea,
  messages: messagesArea,
  kinds,
  bulk,
  chats: chatsArea,
  contacts: contactsArea,
  groups: groupsArea,
  account,
  labels: labelsArea,
  channels: channelsArea,
  status: statusArea,
  catalog: catalogArea,
  engine: refusedByEngine,
  stats,
  search: searchArea,
  metrics: metricsArea,
  'no-key': noKey,
  'low-role': lowRole,
  'bad-input': badInput,
  'unknown-session': unknownSession,
  'not-built': notBuilt,
  'rate-limit': rateLimit,
  audit: auditArea,
  infra,
  health,
};
