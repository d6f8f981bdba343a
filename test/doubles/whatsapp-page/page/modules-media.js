import { Model } from './model.js';
import { base64 } from './modules-login.js';
import { upload } from './server.js';

const STICKER_PIXELS = 512;

class OpaqueData {
  static async createFromData(data, mimetype) {
    const opaque = new OpaqueData();
    opaque.blob = data instanceof Blob ? data : new Blob([data], { type: mimetype });
    return Object.assign(opaque, { isOpaque: true, type: mimetype, size: opaque.blob.size });
  }
  url() {
    this.objectUrl ??= URL.createObjectURL(this.blob);
    return this.objectUrl;
  }
  formData() {
    return this.blob;
  }
  autorelease() {}
}

class MediaData extends Model {}

/** Files by their hash: what is known of them, and their bytes. */
const mediaObjects = new Map();
const blobs = new Map();

function mediaObjectOf(filehash) {
  const known = mediaObjects.get(filehash);
  if (known) return known;
  const mediaObject = {
    filehash,
    contentInfo: {},
    consolidate: ({ type, size }) => Object.assign(mediaObject, { type, size }),
  };
  mediaObjects.set(filehash, mediaObject);
  return mediaObject;
}

async function prepare(opaque, { asSticker, asDocument, isPtt, asGif = false }) {
  const mimetype = opaque.type || 'application/octet-stream';
  const kind = mimetype.split('/')[0];
  const known = ['image', 'video', 'audio'].includes(kind) ? kind : 'document';
  const type = asSticker ? 'sticker' : asDocument ? 'document' : isPtt ? 'ptt' : known;
  return new MediaData({
    type,
    mimetype,
    filehash: base64(await crypto.subtle.digest('SHA-256', await opaque.blob.arrayBuffer())),
    size: opaque.size,
    isGif: asGif,
    mediaBlob: opaque,
    mediaStage: 'RESOLVED',
    preview: type === 'image' ? 'AAAA' : undefined,
    filename: opaque.blob.name,
  });
}

async function uploadMedia({ mimetype, mediaObject }) {
  const path = await upload(blobs.get(mediaObject.filehash), mimetype);
  return {
    mediaEntry: {
      mmsUrl: location.origin + path,
      deprecatedMms3Url: location.origin + path,
      directPath: path,
      mediaKey: base64(crypto.getRandomValues(new Uint8Array(32))),
      mediaKeyTimestamp: Math.floor(Date.now() / 1000),
      encFilehash: mediaObject.filehash,
      uploadHash: mediaObject.filehash,
      handle: path,
    },
  };
}

async function download({ directPath, signal }) {
  const response = await fetch(directPath, { signal });
  if (!response.ok) throw Object.assign(new Error(`media ${response.status}`), { status: response.status });
  return response.arrayBuffer();
}

async function toWebpSticker(file) {
  const bitmap = await createImageBitmap(file);
  const canvas = new OffscreenCanvas(STICKER_PIXELS, STICKER_PIXELS);
  canvas.getContext('2d').drawImage(bitmap, 0, 0, STICKER_PIXELS, STICKER_PIXELS);
  return canvas.convertToBlob({ type: 'image/webp' });
}

export const mediaModules = {
  WAWebMediaOpaqueData: OpaqueData,
  WAWebPrepRawMedia: { prepRawMedia: (opaque, wishes) => ({ waitForPrep: () => prepare(opaque, wishes) }) },
  WAWebMediaStorage: { getOrCreateMediaObject: mediaObjectOf },
  WAWebMmsMediaTypes: { msgToMediaType: ({ type }) => type, castToV4: (type) => type },
  WAWebMediaDataUtils: { shouldUseMediaCache: () => true },
  WAWebMediaInMemoryBlobCache: { InMemoryMediaBlobCache: { put: (hash, blob) => blobs.set(hash, blob) } },
  WAWebMediaMmsV4Upload: { uploadMedia, uploadUnencryptedMedia: uploadMedia },
  WAMediaCalculateFilehash: { getRandomFilehash: () => base64(crypto.getRandomValues(new Uint8Array(32))) },
  WAWebStartMediaUploadQpl: { startMediaUploadQpl: () => ({}) },
  WAWebUploadManager: {
    encryptAndUpload: async ({ blob, type, mediaKey }) => {
      const path = await upload(blob, blob.type);
      return { url: location.origin + path, directPath: path, mediaKey, mimetype: blob.type, encFilehash: 'x', type };
    },
  },
  WAWebImageUtils: { toWebpSticker },
  WAWebDownloadManager: { downloadManager: { downloadAndMaybeDecrypt: download } },
};
