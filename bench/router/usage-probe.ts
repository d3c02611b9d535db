/**
 * Loaded ahead of every process that is measured: says over IPC what the process has used, and ends it with the bench.
 * Asked with `{ id, ask: 'usage' }` it answers `{ id, cpuMicros, rssBytes }`: CPU of all its threads since its start.
 */

process.on('message', (message: { id: number; ask: string }) => {
  if (message.ask !== 'usage') return;
  const { user, system } = process.cpuUsage();
  process.send?.({ id: message.id, cpuMicros: user + system, rssBytes: process.memoryUsage.rss() });
});
process.on('disconnect', () => process.exit());
