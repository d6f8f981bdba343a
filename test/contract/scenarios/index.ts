import type { Scenario } from '../scenario.js';
import { CALLS } from './calls.js';
import { CATALOG } from './catalog.js';
import { CHANNELS } from './channels.js';
import { CHATS_SCENARIOS } from './chats.js';
import { CONTACTS } from './contacts.js';
import { CONTACTS_ACT } from './contacts-act.js';
import { GROUPS } from './groups.js';
import { LABELS_SCENARIOS } from './labels.js';
import { LINKING } from './linking.js';
import { MEDIA } from './media.js';
import { MESSAGE_OPERATIONS } from './message-operations.js';
import { PROFILE } from './profile.js';
import { RECEIVING } from './receiving.js';
import { SENDING } from './sending.js';
import { STATUS } from './status.js';

export const SCENARIOS: readonly Scenario[] = [
  ...SENDING,
  ...MEDIA,
  ...MESSAGE_OPERATIONS,
  ...RECEIVING,
  ...CONTACTS_ACT,
  ...CHATS_SCENARIOS,
  ...CONTACTS,
  ...GROUPS,
  // It shows the account's name, which PROFILE changes.
  ...CATALOG,
  ...PROFILE,
  ...CALLS,
  ...LABELS_SCENARIOS,
  ...CHANNELS,
  ...STATUS,
  ...LINKING,
];
