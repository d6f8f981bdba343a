import { lookup as systemLookup, type LookupAddress } from 'node:dns';
import { isIP, type LookupFunction } from 'node:net';
import { isPublicAddress, normalizeHost } from './address.js';

/** Every address a name has right now. */
export type Resolve = (host: string) => Promise<readonly LookupAddress[]>;

/** The host is private or reserved, or its name leads to such an address. Never says which address. */
export class BlockedHostError extends Error {
  readonly code = 'EBLOCKED';
}
class DnsTimeoutError extends Error {
  readonly code = 'ETIMEOUT';
}

export interface AddressGuardOptions {
  /** False: every host may be reached. */
  readonly ssrfProtect: boolean;
  /** Hosts, by name or address as the URL names them, that may be reached although they are private. */
  readonly allowedHosts: readonly string[];
  readonly dnsTimeoutMs: number;
}

const resolveBySystem: Resolve = (host) =>
  new Promise((resolve, reject) =>
    systemLookup(host, { all: true }, (error, addresses) => (error ? reject(error) : resolve(addresses))),
  );

/**
 * Says which hosts may be reached. A name is resolved once per connection and the connection goes to the very
 * addresses that were vetted, so that a name cannot change its mind in between.
 */
export class AddressGuard {
  readonly #protect: boolean;
  readonly #allowed: ReadonlySet<string>;
  readonly #dnsTimeoutMs: number;
  readonly #resolve: Resolve;
  /** Shared, since a name server that hangs holds a thread of the process for each question. */
  readonly #asked = new Map<string, Promise<readonly LookupAddress[]>>();

  constructor(options: AddressGuardOptions, resolve: Resolve = resolveBySystem) {
    this.#protect = options.ssrfProtect;
    this.#allowed = new Set(options.allowedHosts.map(normalizeHost));
    this.#dnsTimeoutMs = options.dnsTimeoutMs;
    this.#resolve = resolve;
  }

  /** Whether the host, as it is named, may lead anywhere. */
  exempts(host: string): boolean {
    return !this.#protect || this.#allowed.has(host);
  }

  /** @throws BlockedHostError for an address literal that may not be reached; names are vetted when they are resolved */
  vetLiteral(host: string): void {
    if (isIP(host) !== 0) this.#vet(host, [{ address: host, family: isIP(host) }]);
  }

  /**
   * @returns every address of the host, all of them allowed
   * @throws BlockedHostError if one of them is not; the resolver's error, or one with code ETIMEOUT, if there is none
   */
  async addressesOf(host: string): Promise<LookupAddress[]> {
    const addresses = await this.#ask(host);
    this.#vet(host, addresses);
    return [...addresses];
  }

  /** `addressesOf` in the form that sockets call. */
  readonly lookup: LookupFunction = (host, options, callback) => {
    this.addressesOf(host.replace(/\.$/, '')).then(
      (addresses) => {
        const [first] = addresses;
        if (options.all === true || first === undefined) callback(null, addresses);
        else callback(null, first.address, first.family);
      },
      (error: NodeJS.ErrnoException) => callback(error, []),
    );
  };

  #vet(host: string, addresses: readonly LookupAddress[]): void {
    if (this.exempts(host)) return;
    if (!addresses.every(({ address }) => isPublicAddress(address))) {
      throw new BlockedHostError('The host is private or reserved.');
    }
  }

  async #ask(host: string): Promise<readonly LookupAddress[]> {
    let asked = this.#asked.get(host);
    if (asked === undefined) {
      asked = this.#resolve(host).finally(() => this.#asked.delete(host));
      this.#asked.set(host, asked);
    }
    const answer = asked;
    return new Promise((resolve, reject) => {
      const timer = setTimeout(
        () => reject(new DnsTimeoutError('The name server did not answer in time.')),
        this.#dnsTimeoutMs,
      ).unref();
      void answer.then(resolve, reject).finally(() => clearTimeout(timer));
    });
  }
}
