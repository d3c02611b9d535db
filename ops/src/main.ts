import { runOps } from './command.ts';
import { openDeployment } from './deployment.ts';

/** The operator's command `ops`, for the system that the environment names. */
await runOps('ops', process.argv.slice(2), () => openDeployment(process.env));
