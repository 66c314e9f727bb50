import { doctor } from '../../../libs/id-verification/dist/doctor/doctor.js';

/*
 * The doctor in a process that examines once a message: which certificates a process trusts is settled when
 * it starts, and starting is what takes the time.
 */
process.on('message', async ({ args, env }) => process.send(await doctor(args, env)));
// The test is gone.
process.on('disconnect', () => process.exit());
