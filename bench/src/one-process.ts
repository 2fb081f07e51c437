import { createWorld } from '@mleg/testing/flows/world';
import { CLUSTER_VARIABLE, startCluster } from '@mleg/testing/harness/cluster';
import { createProgram, schoolFace } from '@mleg/testing/integration/program';
import { measureChecking } from './checking.ts';
import { measureSchoolWork } from './school-work.ts';

/** What needs a database and no second process: the endpoints are called without a network. */
export async function measureInOneProcess(): Promise<string[]> {
  const cluster = await startCluster();
  process.env[CLUSTER_VARIABLE] = cluster.ownerUrl;
  const world = await createWorld();
  const school = await schoolFace(world);
  try {
    const program = await createProgram(world, school, '901');
    return [...(await measureChecking(world)), ...(await measureSchoolWork(world, program))];
  } finally {
    await school.close();
    await world.close();
    await cluster.stop();
  }
}
