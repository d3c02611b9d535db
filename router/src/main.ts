import { run } from '@movecall/service/run';
import { readConfig } from './config.ts';
import { createRouterService } from './service.ts';

await run(createRouterService, () => readConfig(process.env));
