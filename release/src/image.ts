import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { smokeTestImage } from './image-smoke-test.ts';
import { buildImageOffline } from './offline-image.ts';
import { deployables } from './production-build.ts';

/**
 * `npm run image -- SERVICE [VERSION]`: builds a service's image with Docker.
 * `npm run image -- SERVICE --offline`: builds it with buildah, without a Docker engine or a registry, on a base made of this
 * machine's files; then starts the image and checks its health.
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
  await smokeTestImage(service, image, log);
  process.exit(0);
} else {
  const tag = `movecall/${service}:${version}`;
  const options = ['--build-arg', `SERVICE=${service}`, '--build-arg', `VERSION=${version}`, '--tag', tag];
  const docker = spawn('docker', ['build', ...options, '--file', join(root, 'Dockerfile'), root], {
    stdio: 'inherit',
    env: { ...process.env, DOCKER_BUILDKIT: '1' },
  });
  docker.once('error', (error) =>
    console.error(`docker could not be run: ${error.message}. Install Docker, or build with --offline.`),
  );
  process.exitCode = await new Promise<number>((resolve) =>
    docker.once('close', (code) => resolve(code ?? 1)),
  );
}
