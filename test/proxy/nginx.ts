import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { makeSelfSigned } from '../doubles/whatsapp-server/media/certificate.js';
import { waitFor } from '../support/wait.js';
import { NGINX_ENV } from './need-nginx.js';

const SITE = resolve(__dirname, '../../docs/nginx.conf');

export interface RunningNginx {
  readonly httpPort: number;
  readonly httpsPort: number;
  /** What a client must trust; the certificate is for `localhost`. */
  readonly ca: string;
  stop(): Promise<void>;
}

/** nginx with docs/nginx.conf in front of the gateway on this port; only the lines that everybody changes are changed. */
export async function startNginx(gatewayPort: number): Promise<RunningNginx> {
  const folder = mkdtempSync(join(tmpdir(), 'openwa-nginx-'));
  // the workers of an nginx that root starts are somebody else
  chmodSync(folder, 0o755);
  const [httpPort, httpsPort] = [await freePort(), await freePort()];
  const { cert, key } = makeSelfSigned('openwa proxy check');
  const certFile = join(folder, 'fullchain.pem');
  const keyFile = join(folder, 'privkey.pem');
  const site = [
    ['server 127.0.0.1:2785;', `server 127.0.0.1:${gatewayPort};`],
    ['listen 80;', `listen 127.0.0.1:${httpPort};`],
    ['listen 443 ssl http2;', `listen 127.0.0.1:${httpsPort} ssl http2;`],
    ['server_name openwa.example.com;', 'server_name localhost;'],
    ['/etc/ssl/openwa/fullchain.pem', certFile],
    ['/etc/ssl/openwa/privkey.pem', keyFile],
  ].reduce(replaced, readFileSync(SITE, 'utf8'));
  writeFileSync(certFile, cert);
  writeFileSync(keyFile, key);
  writeFileSync(join(folder, 'openwa.conf'), site);
  writeFileSync(join(folder, 'nginx.conf'), around(folder));

  const nginx = spawn('nginx', ['-p', folder, '-c', 'nginx.conf', '-e', 'stderr'], { env: NGINX_ENV });
  let output = '';
  nginx.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const exited = once(nginx, 'exit');
  await waitFor('nginx listens', async () => {
    if (nginx.exitCode !== null) throw new Error(`nginx ended with ${nginx.exitCode}:\n${output}`);
    return listens(httpsPort);
  });
  return {
    httpPort,
    httpsPort,
    ca: cert,
    async stop() {
      nginx.kill('SIGTERM');
      await exited;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** What a distribution's own nginx.conf does around a site, with everything in one folder. */
const around = (folder: string): string => `
daemon off;
worker_processes 1;
pid ${folder}/nginx.pid;
error_log stderr error;
events {}
http {
  access_log off;
  ${['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((name) => `${name}_temp_path ${folder}/${name};`).join('\n  ')}
  include ${folder}/openwa.conf;
}
`;

function replaced(text: string, [from = '', to = '']: readonly string[]): string {
  if (!text.includes(from)) throw new Error(`docs/nginx.conf no longer has the line \`${from}\``);
  return text.replaceAll(from, to);
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

const listens = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
    socket.once('connect', () => socket.destroy());
  });
