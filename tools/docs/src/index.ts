export { pages, type Page } from './pages.ts';
export { workspaceRoot } from './workspace.ts';
