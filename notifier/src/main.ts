import { run } from '@movecall/service/run';
import { readConfig } from './config.ts';
import { createNotifierService } from './service.ts';

await run(createNotifierService, () => readConfig(process.env));
