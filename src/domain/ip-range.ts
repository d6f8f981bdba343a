const OCTET = '(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])';
const IPV4 = `${OCTET}(?:\\.${OCTET}){3}`;
const ADDRESS = new RegExp(`^${IPV4}$`);
const RANGE = new RegExp(`^(${IPV4})(?:/(3[0-2]|[12]?[0-9]))?$`);
const MAPPED = /^::ffff:([0-9.]+)$/i;

const toNumber = (address: string): number =>
  address.split('.').reduce((value, octet) => value * 256 + Number(octet), 0);

/** `10.1.2.3` or `10.0.0.0/8`. IPv6 is not understood. */
export const isIpv4Range = (text: string): boolean => RANGE.test(text);

/**
 * Whether a client's address lies in one of the ranges. An IPv4 address in IPv6 form (`::ffff:10.1.2.3`) counts as
 * what it is; any other address, and a range that cannot be read, is no match.
 */
export function inIpv4Ranges(address: string, ranges: readonly string[]): boolean {
  const plain = MAPPED.exec(address)?.[1] ?? address;
  if (!ADDRESS.test(plain)) return false;
  const client = toNumber(plain);
  return ranges.some((range) => {
    const [, base, bits = '32'] = RANGE.exec(range) ?? [];
    if (base === undefined) return false;
    const size = 2 ** (32 - Number(bits));
    return Math.floor(client / size) === Math.floor(toNumber(base) / size);
  });
}
