// One round of BullMQ: jobs of one step, or of three steps that are each remembered by `updateData`, as its
// documentation advises. Prints what it measured as a line of JSON.
//
// node bullmq.mjs REDIS PREFIX CALLERS SECONDS STEPS

import { Queue, QueueEvents, Worker } from 'bullmq';

const [redis, prefix, callers, seconds, steps] = process.argv.slice(2);
const { hostname: host, port, username, password } = new URL(redis);
const connection = { host, port: Number(port), username, password, maxRetriesPerRequest: null };
const options = { connection, prefix };
const WARM_UP = 1000;

const queue = new Queue('trio', options);
const events = new QueueEvents('trio', options);
const worker = new Worker(
	'trio',
	async (job) => {
		for (let done = job.data.done; done < Number(steps); done += 1) {
			// The last one is remembered by the job's own end.
			if (done + 1 < Number(steps)) await job.updateData({ done: done + 1 });
		}
		return 1;
	},
	{ ...options, concurrency: 32 },
);
await Promise.all([queue.waitUntilReady(), events.waitUntilReady(), worker.waitUntilReady()]);

const begun = performance.now();
const times = [];
async function caller() {
	while (performance.now() - begun < WARM_UP + Number(seconds) * 1000) {
		const asked = performance.now();
		const job = await queue.add('trio', { done: 0 }, { removeOnComplete: 1000 });
		await job.waitUntilFinished(events);
		if (performance.now() - begun > WARM_UP) times.push((performance.now() - asked) / 1000);
	}
}
await Promise.all(Array.from({ length: Number(callers) }, caller));
const rate = times.length / ((performance.now() - begun - WARM_UP) / 1000);
times.sort((a, b) => a - b);
const at = (share) => times[Math.min(Math.floor(times.length * share), times.length - 1)];
console.log(JSON.stringify({ runs: times.length, rate, p50: at(0.5), p99: at(0.99) }));
await Promise.all([worker.close(), events.close()]);
await queue.obliterate({ force: true });
await queue.close();
