export { testWorkspace, type TestWorkspaceOptions } from './test-workspace.ts';
