import { run } from '@movecall/service/run';
import { readConfig } from './config.ts';
import { createAssignService } from './service.ts';

await run(createAssignService, () => readConfig(process.env));
