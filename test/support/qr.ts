import jsQR from 'jsqr';
import { PNG } from 'pngjs';

/** Reads a QR picture as a phone would. @param dataUrl `data:image/png;base64,...` */
export function readQr(dataUrl: string): string {
  const { data, width, height } = PNG.sync.read(Buffer.from(dataUrl.slice(dataUrl.indexOf(',') + 1), 'base64'));
  const found = jsQR(new Uint8ClampedArray(data), width, height);
  if (found === null) throw new Error('the picture holds no readable QR code');
  return found.data;
}
