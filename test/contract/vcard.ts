/** Name and number of a card, as a phone that gets it shows them. @throws Error for text that is no single vCard */
export function ofVcard(text: string): { readonly name: string; readonly number: string } {
  const lines = text.split(/\r?\n/);
  const cards = lines.filter((line) => line === 'BEGIN:VCARD').length;
  const value = (field: RegExp): string | undefined => lines.find((line) => field.test(line))?.replace(/^[^:]*:/, '');
  const [name, number] = [value(/^FN[;:]/), value(/^TEL[;:]/)];
  if (cards !== 1 || name === undefined || number === undefined) throw new Error(`not one card: ${text}`);
  return { name: name.replace(/\\([,;\\])/g, '$1').replace(/\\n/gi, '\n'), number: number.replace(/\D/g, '') };
}
