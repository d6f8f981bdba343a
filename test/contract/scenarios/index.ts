import type { Scenario } from '../scenario.js';
import { CHATS_SCENARIOS } from './chats.js';
import { CONTACTS } from './contacts.js';
import { LINKING } from './linking.js';
import { RECEIVING } from './receiving.js';
import { SENDING } from './sending.js';

export const SCENARIOS: readonly Scenario[] = [...SENDING, ...RECEIVING, ...CHATS_SCENARIOS, ...CONTACTS, ...LINKING];
