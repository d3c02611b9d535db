/**
 * Preloaded into every measured process. Reports the process's usage over IPC, and ends the process with the bench. To a message
 * `{ id, ask: 'usage' }` it answers `{ id, cpuMicros, rssBytes }`: the CPU of all threads since the start.
 */

process.on('message', (message: { id: number; ask: string }) => {
  if (message.ask !== 'usage') return;
  const { user, system } = process.cpuUsage();
  process.send?.({ id: message.id, cpuMicros: user + system, rssBytes: process.memoryUsage.rss() });
});
process.on('disconnect', () => process.exit());
