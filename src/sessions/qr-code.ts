import { toDataURL } from 'qrcode';

/** The QR code a session shows while it waits to be linked: drawn once, kept until another one or until it is linked. */
export class QrCode {
  private shown: { picture?: string } | undefined;

  /** PNG as a data URL; undefined while there is none, or it is still being drawn. */
  get picture(): string | undefined {
    return this.shown?.picture;
  }

  /**
   * @param text what the code says
   * @param drawn called with the picture, unless the code was replaced or cleared first
   */
  async show(text: string, drawn: (picture: string) => void): Promise<void> {
    const code: { picture?: string } = {};
    this.shown = code;
    const picture = await toDataURL(text, { errorCorrectionLevel: 'L', margin: 2 });
    if (this.shown !== code) return;
    code.picture = picture;
    drawn(picture);
  }

  clear(): void {
    this.shown = undefined;
  }
}
