import { type PersonRequest, type PersonView, type ProductFacts } from '../control-api.js';
import { type Person } from '../directory/person.js';
import { type Addressing, digits } from '../wire/jids.js';
import { type WhatsAppDouble } from '../whatsapp-double.js';
import { needPhone, type Verbs } from './verb.js';

interface GroupBody {
  subject: string;
  creator: string;
  members?: string[];
  addressing?: Addressing;
}
interface PresenceBody {
  from: string;
  to: string;
  state?: string;
  media?: string;
  addressing?: Addressing;
}
type CallBody = Pick<PresenceBody, 'from' | 'to' | 'addressing'> & { video?: boolean };

const view = ({ pn, lid, name, deviceIds }: Person): PersonView => ({ pn, lid, name, devices: deviceIds });

/** The people outside: contacts, groups, presence, calls. */
export const peopleVerbs = ({ directory, presence }: WhatsAppDouble): Verbs => ({
  person: (body: PersonRequest) => {
    const person = directory.person(needPhone(body), body);
    const { policy, echo, answer, offline, blocksGroupAdd, retryNext, picture, extraDevices = 0 } = body;
    Object.assign(person.policy, policy);
    person.echo = echo ?? person.echo;
    person.answer = answer ?? person.answer;
    person.offline = offline ?? person.offline;
    person.blocksGroupAdd = blocksGroupAdd ?? person.blocksGroupAdd;
    person.retryNext = retryNext ?? person.retryNext;
    if (picture === null) person.picture = null;
    for (let added = 0; added < extraDevices; added++) person.addExtraDevice();
    return view(person);
  },
  alias: ({ from, to }: { from: string; to: string }) => {
    directory.aliases.set(digits(from), digits(to));
    return {};
  },
  group: ({ subject, creator, members = [], addressing }: GroupBody) => {
    const people = members.map((member) => directory.person(member));
    const group = directory.createGroup(subject, directory.person(creator), people, addressing);
    return { id: group.id, invite: group.invite, participants: [...group.members.keys()].map(({ pn }) => pn) };
  },
  product: ({ phone, ...product }: ProductFacts & { phone: string }) => {
    directory.person(phone).products.push(product);
    return {};
  },
  presence: ({ from, to, ...shown }: PresenceBody) => {
    presence.show(from, to, shown);
    return {};
  },
  call: ({ from, to, ...call }: CallBody) => ({ callId: presence.ring(from, to, call) }),
});
