import { LlmrrError, type Provider, type Source } from '@llmrr/core';

/** The module, or undefined when that package is not there; what fails inside of it stays an error. */
export async function installed<Module>(name: string, load: () => Promise<Module>): Promise<Module | undefined> {
  try {
    return await load();
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'ERR_MODULE_NOT_FOUND' && message.includes(`'${name}'`)) return undefined;
    throw error;
  }
}

/** In place of a package that is not installed: opening one of its models says how to install it. */
export function missing(name: string, packageName: string, opens: (source: Source) => boolean = ({ scheme }) => scheme === name): Provider {
  return {
    name,
    opens,
    languageModel: () => Promise.reject(new LlmrrError('missing-package', `${packageName} is not installed; run: npm install ${packageName}`, { details: { package: packageName } })),
  };
}
