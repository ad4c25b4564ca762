import { createServer, type AddressInfo } from 'node:net';

// Portkey takes its port from the command line and says nothing that is easy to wait for.
const program = process.argv[2]!;
const probe = createServer();
const port = await new Promise<number>((resolve) => probe.listen(0, '127.0.0.1', () => resolve((probe.address() as AddressInfo).port)));
await new Promise((resolve) => probe.close(resolve));
process.argv = [process.argv[0]!, program, `--port=${port}`, '--headless'];
await import(program);
for (let tries = 0; tries < 100; tries++) {
  const answered = await fetch(`http://127.0.0.1:${port}/`).then(() => true, () => false);
  if (answered) break;
  await new Promise((resolve) => setTimeout(resolve, 100));
}
console.log(`port ${port}`);
