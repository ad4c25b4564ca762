import { load, type LoadOptions } from './load.ts';

// Runs on a core of its own, so that the caller's work does not disturb it.
const options = JSON.parse(process.argv[2]!) as LoadOptions;
console.log(JSON.stringify(await load(options)));
