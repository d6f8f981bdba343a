import { spawnSync } from 'node:child_process';

/** Debian keeps nginx where only root looks. */
export const NGINX_ENV = { ...process.env, PATH: `${process.env.PATH ?? ''}:/usr/sbin:/usr/local/sbin` };

/** Run once before the tests, so that what is missing is said once. */
export default function needNginx(): void {
  if (spawnSync('nginx', ['-v'], { env: NGINX_ENV }).error === undefined) return;
  process.stderr.write(
    '\nThis check needs nginx, and there is none on the PATH. Install it: `apt install nginx` (Debian, Ubuntu), ' +
      '`dnf install nginx` (Fedora), `brew install nginx` (macOS). It need not be started.\n',
  );
  process.exit(1);
}
