import { runOps } from './command.ts';
import { openDeployment } from './deployment.ts';

/** The operator's commands as a program by themselves, in the system that the environment names. */
await runOps('ops', process.argv.slice(2), () => openDeployment(process.env));
