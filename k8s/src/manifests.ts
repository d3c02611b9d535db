import { readFile, writeFile } from 'node:fs/promises';
import { hasKubectl, overlays, render, renderedFile } from './render.ts';

/** `npm run manifests [-- check]`: writes what the overlays render to, or says whether what is written is that. */
const checks = process.argv[2] === 'check';

if (!hasKubectl()) {
  console.log('kubectl is not here: the manifests were not rendered');
  process.exit(checks ? 0 : 1);
}
for (const overlay of overlays) {
  const file = renderedFile(overlay);
  const rendered = await render(overlay);
  if (!checks) await writeFile(file, rendered);
  else if (rendered !== (await readFile(file, 'utf8'))) {
    console.error(
      `k8s/rendered/${overlay}.yaml is not what the overlay renders to. Write it: npm run manifests`,
    );
    process.exitCode = 1;
  }
}
