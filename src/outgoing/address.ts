import { BlockList, isIP } from 'node:net';

/**
 * IPv4 ranges that are not the public internet. Source: IANA's IPv4 Special-Purpose Address Registry; the last line is
 * the host agent of a public cloud, which answers on an address that looks public.
 */
const REFUSED_V4 = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.31.196.0', 24],
  ['192.52.193.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['192.175.48.0', 24],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 3],
  ['168.63.129.16', 32],
] as const;

/**
 * Only 2000::/3 is global unicast. All else is refused by not being in it: loopback, unspecified, IPv4-compatible
 * `::/96`, IPv4-mapped `::ffff:0:0/96`, IPv4-translated `::ffff:0:0:0/96`, NAT64 `64:ff9b::/96` and `64:ff9b:1::/48`,
 * unique-local, link-local, site-local `fec0::/10`, multicast. Source: IANA's IPv6 Special-Purpose Address Registry.
 */
const GLOBAL_V6 = ['2000::', 3] as const;
/** Inside 2000::/3 and yet not public: protocol assignments with Teredo, documentation, 6to4, AS112, documentation. */
const REFUSED_V6 = [
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['2620:4f:8000::', 48],
  ['3fff::', 20],
] as const;

const refused = new BlockList();
for (const [network, prefix] of REFUSED_V4) refused.addSubnet(network, prefix, 'ipv4');
for (const [network, prefix] of REFUSED_V6) refused.addSubnet(network, prefix, 'ipv6');
const global6 = new BlockList();
global6.addSubnet(...GLOBAL_V6, 'ipv6');

/** Whether an address literal belongs to the public internet. Anything that is not an address does not. */
export function isPublicAddress(address: string): boolean {
  switch (isIP(address)) {
    case 4:
      return !refused.check(address, 'ipv4');
    case 6:
      return global6.check(address, 'ipv6') && !refused.check(address, 'ipv6');
    default:
      return false;
  }
}

/**
 * The host of a URL without the brackets of IPv6. The URL parser has already turned decimal, hexadecimal, octal and
 * short spellings of IPv4 into the dotted form, and IPv6 into its shortest.
 */
export const hostOf = (url: URL): string => url.hostname.replace(/^\[|\]$/g, '').replace(/\.$/, '');

/** An entry of SSRF_ALLOWED_HOSTS in the spelling that `hostOf` gives; what is no host at all stays as it is. */
export function normalizeHost(entry: string): string {
  const host = isIP(entry) === 6 ? `[${entry}]` : entry;
  return URL.canParse(`http://${host}/`) ? hostOf(new URL(`http://${host}/`)) : entry.toLowerCase();
}
