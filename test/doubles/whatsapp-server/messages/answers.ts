import { type Core } from '../core.js';
import { type Companion } from '../directory/companion.js';
import { type Audience } from '../directory/group.js';
import { type Person, type ReceivedRecord } from '../directory/person.js';
import { isLidJid } from '../wire/jids.js';
import { type Contacts } from './contacts.js';

const wantsToAnswer = (person: Person): boolean => person.echo || person.answer !== '';

/** Contacts that answer a text they receive: the same after `echo:`, or one of their own. In a group the first one does. */
export class Answers {
  constructor(
    private readonly core: Core,
    private readonly contacts: Contacts,
  ) {}

  async answer(companion: Companion, record: ReceivedRecord, group: Audience | undefined): Promise<void> {
    if (record.text === undefined || record.category) return;
    const person = group
      ? [...group.members.keys()].find((member) => member !== companion.person && wantsToAnswer(member))
      : this.core.directory.personOf(record.to);
    if (!person || person === companion.person || !wantsToAnswer(person)) return;
    await this.contacts.inject({
      to: companion.person.pn,
      from: person.pn,
      text: person.answer || `echo:${record.text}`,
      group: group?.id,
      addressing: isLidJid(record.to) ? 'lid' : 'pn',
    });
  }
}
