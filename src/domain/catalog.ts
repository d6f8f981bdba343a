/** The catalog of a WhatsApp Business account. */
export interface Catalog {
  readonly id: string;
  readonly name: string;
  readonly description?: string;
  readonly productCount: number;
  readonly url: string;
}

export interface Product {
  readonly id: string;
  readonly name: string;
  readonly description?: string;
  /** In units of the currency. */
  readonly price: number;
  /** ISO 4217, such as `IDR`. */
  readonly currency: string;
  /** As WhatsApp shows it. */
  readonly priceFormatted: string;
  readonly imageUrl?: string;
  readonly url: string;
  readonly isAvailable: boolean;
  /** The number that the seller gave it. */
  readonly retailerId?: string;
}
