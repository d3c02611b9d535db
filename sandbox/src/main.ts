import { run } from '@movecall/service/run';
import { readSandboxConfig } from './config.ts';
import { createSandbox } from './service.ts';

await run(createSandbox, () => readSandboxConfig(process.env));
