import type { Scenario } from '../scenario.js';
import { CONTACTS } from './contacts.js';
import { LINKING } from './linking.js';
import { RECEIVING } from './receiving.js';
import { SENDING } from './sending.js';

export const SCENARIOS: readonly Scenario[] = [...SENDING, ...RECEIVING, ...CONTACTS, ...LINKING];
