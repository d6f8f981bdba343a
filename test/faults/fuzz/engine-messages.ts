import fc, { type Arbitrary } from 'fast-check';
import { hostileText } from './values.js';

const wid = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom('628770001122@s.whatsapp.net', '120363044556677889@g.us', '777888999@lid') },
  { weight: 1, arbitrary: fc.constantFrom('status@broadcast', '1234@broadcast', '628770001122:7@s.whatsapp.net', '@') },
  { weight: 1, arbitrary: hostileText },
);
const seconds = fc.oneof(
  fc.constantFrom(0, -1, 1_782_461_730, 2 ** 53, 2 ** 63, 1e300, NaN, Infinity),
  fc.double(),
  fc.bigInt({ min: 0n, max: 2n ** 64n }).map(Number),
);
const maybe = <T>(value: Arbitrary<T>): Arbitrary<T | null | undefined> =>
  fc.oneof({ weight: 6, arbitrary: value }, { weight: 1, arbitrary: fc.constantFrom(null, undefined) });
const text = maybe(hostileText);

const TEXT_FIELDS = 'caption,text,name,address,url,fileName,displayName,title,description,contentText,body,vcard'.split(
  ',',
);
const PARTS =
  'conversation,extendedTextMessage,imageMessage,videoMessage,audioMessage,documentMessage,stickerMessage,locationMessage,liveLocationMessage,contactMessage,contactsArrayMessage,pollCreationMessageV3,productMessage,groupInviteMessage,buttonsMessage,listMessage,templateMessage,interactiveMessage,call,senderKeyDistributionMessage,pollUpdateMessage,noSuchMessage,toString'.split(
    ',',
  );
const ENVELOPES = 'ephemeralMessage,viewOnceMessage,viewOnceMessageV2,documentWithCaptionMessage,editedMessage'.split(
  ',',
);

const part = fc.record(
  {
    ...Object.fromEntries(TEXT_FIELDS.map((name) => [name, text])),
    degreesLatitude: fc.double(),
    degreesLongitude: fc.double(),
    ptt: fc.boolean(),
    options: maybe(fc.array(fc.record({ optionName: text }), { maxLength: 5 })),
    selectableOptionsCount: fc.integer(),
    contextInfo: maybe(
      fc.record(
        {
          stanzaId: text,
          participant: maybe(wid),
          mentionedJid: maybe(fc.array(wid)),
          quotedMessage: maybe(fc.constant({ conversation: 'x' })),
        },
        { requiredKeys: [] },
      ),
    ),
  },
  { requiredKeys: [] },
);
const key = fc.record({ remoteJid: maybe(wid), fromMe: maybe(fc.boolean()), id: text, participant: maybe(wid) });
const content: Arbitrary<Record<string, unknown>> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc
      .tuple(fc.constantFrom(...PARTS), maybe(part))
      .map(([kind, inner]) => ({ [kind]: kind === 'conversation' ? 'text' : inner })),
  },
  { weight: 1, arbitrary: fc.record({ reactionMessage: fc.record({ key: maybe(key), text }) }) },
  {
    weight: 2,
    arbitrary: fc.record({
      protocolMessage: fc.record({
        key: maybe(key),
        type: maybe(fc.constantFrom(0, 14, 99, -1)),
        editedMessage: maybe(fc.constant({ conversation: 'new' })),
      }),
    }),
  },
);
const enveloped = fc
  .tuple(content, fc.array(fc.constantFrom(...ENVELOPES), { maxLength: 9 }))
  .map(([inner, around]) =>
    around.reduce<Record<string, unknown>>((message, envelope) => ({ [envelope]: { message } }), inner),
  );

/** What Baileys may hand over: the types are those of the protocol, everything else is as its sender likes. */
export const baileysMessages = (): Arbitrary<unknown> =>
  fc.record(
    {
      key: key.chain((given) =>
        fc
          .record({ remoteJidAlt: maybe(wid), participantAlt: maybe(wid), isViewOnce: fc.boolean() })
          .map((alt) => ({ ...given, ...alt })),
      ),
      message: maybe(enveloped),
      messageTimestamp: maybe(seconds),
      pushName: text,
      messageStubType: maybe(fc.integer({ min: 0, max: 60 })),
    },
    { requiredKeys: ['key'] },
  );

const anything: Arbitrary<unknown> = fc.oneof(
  hostileText,
  seconds,
  fc.boolean(),
  fc.constantFrom(null, undefined, [], {}),
);
const KINDS =
  'chat,image,video,ptt,audio,document,sticker,location,vcard,poll_creation,revoked,ciphertext,e2e_notification,constructor'.split(
    ',',
  );

/** What WhatsApp's page may hold: anything at all, in every field that is read. */
export const pageMessages = (): Arbitrary<unknown> =>
  fc.record(
    {
      id: fc.oneof(
        {
          weight: 5,
          arbitrary: fc.record(
            { fromMe: fc.boolean(), remote: wid, id: hostileText, participant: maybe(wid), _serialized: hostileText },
            { requiredKeys: ['remote', 'id'] },
          ),
        },
        { weight: 1, arbitrary: anything },
      ),
      type: fc.oneof({ weight: 5, arbitrary: fc.constantFrom(...KINDS) }, { weight: 1, arbitrary: anything }),
      ...Object.fromEntries(
        'body,caption,filename,mimetype,directPath,size,t,notifyName,lat,lng,loc,clientUrl,author,quotedMsg,quotedStanzaID,quotedParticipant,mentionedJidList,pollName,pollOptions,pollSelectableOptionsCount,isViewOnce'
          .split(',')
          .map((name) => [name, anything]),
      ),
    },
    { requiredKeys: ['id', 'type'] },
  );
