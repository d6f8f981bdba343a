import { newsletterMetadata, newsletters } from './channels.js';
import { chats, groups } from './chats.js';
import { blocklist, contacts } from './contacts.js';
import { labels } from './labels.js';
import { messages } from './messages.js';
import { callModules } from './modules-calls.js';
import { channelModules, statusModules } from './modules-channels.js';
import { chatModules } from './modules-chats.js';
import { businessProfiles, contactModules, profilePictures } from './modules-contacts.js';
import { groupModules } from './modules-groups.js';
import { loginModules } from './modules-login.js';
import { mediaModules } from './modules-media.js';
import { messageModules, reactions } from './modules-messages.js';
import { miss } from './server.js';
import { statuses } from './statuses.js';

const collections = {
  Msg: messages,
  Chat: chats,
  Contact: contacts,
  GroupMetadata: groups,
  WAWebGroupMetadataCollection: groups,
  Blocklist: blocklist,
  BusinessProfile: businessProfiles,
  ProfilePicThumb: profilePictures,
  Label: labels,
  Status: statuses,
  Reactions: reactions,
  WAWebNewsletterCollection: newsletters,
  NewsletterMetadataCollection: newsletterMetadata,
  WAWebNewsletterMetadataCollection: newsletterMetadata,
};

const modules = new Map(
  Object.entries({
    WAWebCollections: collections,
    ...loginModules,
    ...messageModules,
    ...chatModules,
    ...contactModules,
    ...groupModules,
    ...mediaModules,
    ...channelModules,
    ...statusModules,
    ...callModules,
  }).map(([name, module]) => [name, watched(name, module)]),
);

/** Names a program looks at without wanting anything of this module. */
const NOT_ASKED_FOR = ['then', 'toJSON', 'default', '__esModule'];

/** Reports members that are asked for and are not there; a library update is read off that list. */
function watched(name, module) {
  if (typeof module === 'function') return module;
  return new Proxy(module, {
    get: (target, member) => {
      if (typeof member === 'string' && !(member in target) && !NOT_ASKED_FOR.includes(member)) {
        miss(`${name}.${member}`);
      }
      return target[member];
    },
  });
}

/** WhatsApp's module loader. @throws Error for a module there is not, as the real one does */
export function requireModule(name) {
  const module = modules.get(name);
  if (module) return module;
  miss(name);
  throw new Error(`Requiring unknown module "${name}"`);
}
