import { fileURLToPath } from 'node:url';

/** Folder of the page's files: no build, no asset from elsewhere. */
export const publicFolder: string = fileURLToPath(new URL('../public', import.meta.url));
