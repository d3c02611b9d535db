import { readFile, writeFile } from 'node:fs/promises';
import { committedFile, renderCommitted } from './committed-manifests.ts';
import { hasKubectl, overlays } from './render.ts';

/** `npm run manifests [-- check]`: writes what the overlays render to into k8s/rendered, or checks that it is written there. */
const checks = process.argv[2] === 'check';

if (!hasKubectl()) {
  console.log('kubectl is not installed, so the manifests were not rendered. Install kubectl.');
  process.exit(checks ? 0 : 1);
}
for (const overlay of overlays) {
  const file = committedFile(overlay);
  const rendered = await renderCommitted(overlay);
  if (!checks) await writeFile(file, rendered);
  else if (rendered !== (await readFile(file, 'utf8').catch(() => null))) {
    console.error(`${file} is not what the overlay renders to. Write it again: npm run manifests`);
    process.exitCode = 1;
  }
}
