import { run } from '@movecall/service/run';
import { readConfig } from './config.ts';
import { createManageService } from './service.ts';

await run(createManageService, () => readConfig(process.env));
