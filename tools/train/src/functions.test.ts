import { expect, test } from '@jest/globals';
import { functionPrompt } from './corpus/system-prompts.ts';
import { functionsOf } from './functions.ts';

test('functions come back from the prompt that offers them', () => {
  const prompt = functionPrompt(
    '// Get the weather\nfunction get_weather(params: {\n    // The city\n    city: string,\n    unit: "celsius" | "fahrenheit"\n});\n\nfunction getTime();',
  );
  expect(functionsOf(`Be kind.\n\n${prompt}`)).toEqual({
    system: 'Be kind.',
    functions: {
      get_weather: {
        description: 'Get the weather',
        params: {
          type: 'object',
          properties: { city: { type: 'string', description: 'The city' }, unit: { enum: ['celsius', 'fahrenheit'] } },
        },
      },
      getTime: {},
    },
  });
});

test('a prompt without functions stays as it is', () => {
  expect(functionsOf('Be kind.')).toEqual({ system: 'Be kind.', functions: {} });
  expect(functionsOf(undefined)).toEqual({ functions: {} });
});
