/** Without line breaks, which would end the property and begin another. */
const oneLine = (text: string): string => text.replace(/[\r\n]+/g, ' ').trim();
const escaped = (text: string): string => oneLine(text).replace(/[\\;,]/g, '\\$&');

/** A contact card (vCard 3.0). @param number digits, country code first */
export function toVcard(name: string, number: string): string {
  const digits = number.replace(/\D/g, '');
  return [
    'BEGIN:VCARD',
    'VERSION:3.0',
    `N:;${escaped(name)};;;`,
    `FN:${escaped(name)}`,
    `TEL;type=CELL;type=VOICE;waid=${digits}:+${digits}`,
    'END:VCARD',
  ].join('\n');
}
