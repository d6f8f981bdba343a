const WRITTEN_NUMBER = /^[+\d\s().-]*\d[+\d\s().-]*$/;
const ADDRESS = /^(\d+)@(c\.us|lid)$/;

/**
 * Whether a search finds a contact: part of a name in any case, or part of a number however it is written (`rina`,
 * `+62 877-000`). Of addresses only the digits of a number count: nobody finds everyone by `c.us`, or anyone by the
 * digits of an alias.
 * @param texts names and addresses; null for one that is not known
 */
export function finds(search: string, texts: readonly (string | null)[]): boolean {
  const part = search.trim().toLocaleLowerCase('en');
  const digits = WRITTEN_NUMBER.test(part) ? part.replace(/\D/g, '') : undefined;
  return texts.some((text) => {
    if (text === null || text === '') return false;
    const [, number = '', server] = ADDRESS.exec(text) ?? [];
    if (server === undefined) return text.toLocaleLowerCase('en').includes(part);
    return server === 'c.us' && digits !== undefined && number.includes(digits);
  });
}
