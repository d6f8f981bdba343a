import { once } from 'node:events';
import { Curve, initAuthCreds, NOISE_WA_HEADER, proto } from '@whiskeysockets/baileys';
import { WebSocket } from 'ws';
import { loadRustBridge } from '../rust-bridge.js';
import { WhatsAppDouble } from '../whatsapp-double.js';
import { type BinaryNode } from '../wire/nodes.js';

const FRAME_LENGTH_BYTES = 3;

/** The Rust client shakes hands with the double, and is told that nobody knows it. */
export async function crossCheckNoise(): Promise<Record<string, boolean>> {
  const double = new WhatsAppDouble({ media: false });
  await double.start();
  const socket = new WebSocket(double.url);
  await once(socket, 'open');
  try {
    const { leafKey, failure } = await shakeHands(socket);
    return {
      'Rust opens the certificate chain, whose leaf is the static key': leafKey.equals(double.staticPublicKey),
      'Rust reads the login failure the double sent': failure.tag === 'failure' && failure.attrs.reason === '401',
    };
  } finally {
    socket.terminate();
    await double.stop();
  }
}

async function shakeHands(socket: WebSocket): Promise<{ leafKey: Buffer; failure: BinaryNode }> {
  const rust = loadRustBridge();
  const { noiseKey } = initAuthCreds();
  const { public: ephemeral, private: ephemeralKey } = Curve.generateKeyPair();
  const session = new rust.NoiseSession(ephemeral, NOISE_WA_HEADER, null);
  const send = (message: proto.IHandshakeMessage) =>
    socket.send(session.encodeFrameRaw(proto.HandshakeMessage.encode(message).finish()));

  const hello = nextFrame(socket);
  send({ clientHello: { ephemeral } });
  const { serverHello } = proto.HandshakeMessage.decode((await hello).subarray(FRAME_LENGTH_BYTES));
  const [serverEphemeral, serverStatic, sealedChain] = [
    serverHello?.ephemeral,
    serverHello?.static,
    serverHello?.payload,
  ];
  if (!serverEphemeral || !serverStatic || !sealedChain) throw new Error('the server hello is not complete');
  const chain = session.processHandshakeInit(serverEphemeral, serverStatic, sealedChain, ephemeralKey);

  const answer = nextFrame(socket);
  const encryptedKey = session.processHandshakeFinish(noiseKey.public, noiseKey.private, serverEphemeral);
  const login = proto.ClientPayload.encode({ username: 5511900000001, device: 77, passive: true }).finish();
  send({ clientFinish: { static: encryptedKey, payload: session.encrypt(login) } });
  session.finishInit();
  const [failure] = session.decodeFrame(await answer) as BinaryNode[];
  if (!failure) throw new Error('the server answered nothing');
  return { leafKey: leafKeyIn(chain), failure };
}

async function nextFrame(socket: WebSocket): Promise<Buffer> {
  const [data] = (await once(socket, 'message')) as [Buffer];
  return data;
}

function leafKeyIn(chain: Uint8Array): Buffer {
  const { leaf } = proto.CertChain.decode(chain);
  const { key } = proto.CertChain.NoiseCertificate.Details.decode(leaf?.details ?? Buffer.alloc(0));
  return Buffer.from(key ?? []);
}
