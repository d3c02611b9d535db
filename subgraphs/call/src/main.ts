import { run } from '@movecall/service/run';
import { readConfig } from './config.ts';
import { createCallService } from './service.ts';

await run(createCallService, () => readConfig(process.env));
