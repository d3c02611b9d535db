import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { tryImage } from './image-trial.ts';
import { buildImageOffline } from './offline-image.ts';
import { deployables } from './production.ts';

/**
 * `npm run image -- SERVICE [VERSION]`: builds a service's image with Docker. With `--offline` instead of a version: where
 * there is neither a Docker engine nor a registry, with buildah, on a base made of what this machine has; then starts it and
 * asks whether it lives.
 */
const root = fileURLToPath(new URL('../..', import.meta.url));
const [service = '', version = '0.0.0', ...rest] = process.argv.slice(2);
if (!Object.hasOwn(deployables, service) || rest.length > 0) {
  console.error(`Usage: npm run image -- ${Object.keys(deployables).join('|')} [VERSION|--offline]`);
  process.exit(2);
}
const log = (line: string) => console.log(line);

if (version === '--offline') {
  const image = await buildImageOffline(service, log);
  await tryImage(service, image, log);
  process.exit(0);
} else {
  const tag = `movecall/${service}:${version}`;
  const options = ['--build-arg', `SERVICE=${service}`, '--build-arg', `VERSION=${version}`, '--tag', tag];
  const docker = spawn('docker', ['build', ...options, '--file', join(root, 'Dockerfile'), root], {
    stdio: 'inherit',
    env: { ...process.env, DOCKER_BUILDKIT: '1' },
  });
  docker.once('error', (error) => console.error(`docker could not be run: ${error.message}`));
  process.exitCode = await new Promise<number>((resolve) =>
    docker.once('close', (code) => resolve(code ?? 1)),
  );
}
