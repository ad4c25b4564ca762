import type { Random } from '../random.ts';
import { SKIES } from './entities.ts';
import type { ToolUse } from './lesson.ts';
import { anyCity, signature, type Tool } from './tool.ts';

/** A city or two, and what the sky does there. */
export function weather(random: Random): Tool {
  const name = random.pick([
    'get_weather',
    'get_weather',
    'get_weather',
    'getWeather',
    'getWeather',
    'get_current_weather',
    'getCurrentWeather',
    'weather',
    'fetch_weather',
  ]);
  const parameter = random.pick(['city', 'city', 'city', 'location', 'location', 'place']);
  const unit = random.chance(0.2) ? random.pick(['celsius', 'fahrenheit']) : undefined;
  const description = random.pick([
    'Get the weather in a city',
    'Get the weather in a city',
    'Get the current weather',
    'Get the weather for a location',
    'Returns the current weather of a city',
    'Weather by city',
    '',
  ]);
  const documented = random.chance(0.25)
    ? `{\n    // The ${random.pick(['city', 'name of the city', 'city name', 'location'])}\n    ${parameter}: string${unit === undefined ? '' : ',\n    unit: "celsius" | "fahrenheit"'}\n}`
    : `{${parameter}: string${unit === undefined ? '' : ', unit: "celsius" | "fahrenheit"'}}`;
  const use = (city: string): { use: ToolUse; sentence: string } => {
    const sky = random.pick(SKIES);
    const degrees = random.integer(-5, 35);
    const parameters = { [parameter]: city, ...(unit === undefined ? {} : { unit }) };
    return random.chance(0.6)
      ? {
          use: {
            name,
            parameters,
            result: random.pick([
              { sky, temperature: degrees },
              { temperature: degrees, sky },
              { temperature: degrees, condition: sky },
              { city, temperature: degrees, conditions: sky },
            ]),
          },
          sentence: `It is ${sky} and ${degrees} degrees in ${city}.`,
        }
      : random.chance(0.6)
        ? {
            use: {
              name,
              parameters,
              result: random.pick([`${sky}, ${degrees} degrees`, `${sky} and ${degrees} degrees`, `${degrees} degrees and ${sky}`]),
            },
            sentence: `It is ${sky} and ${degrees} degrees in ${city}.`,
          }
        : random.chance(0.5)
          ? { use: { name, parameters, result: { temperature: degrees } }, sentence: `It is ${degrees} degrees in ${city}.` }
          : { use: { name, parameters, result: sky }, sentence: `It is ${sky} in ${city}.` };
  };
  return {
    name,
    kind: 'weather',
    signature: signature(name, description, documented),
    request: () => {
      const city = anyCity(random);
      if (random.chance(0.35)) {
        const other = anyCity(random);
        if (other !== city) {
          const pair = [use(city), use(other)];
          return {
            question: random.pick([
              `What is the weather in ${city} and ${other}?`,
              `What's the weather in ${city} and in ${other}?`,
              `How is the weather in ${city} and ${other}?`,
              `Compare the weather in ${city} and ${other}.`,
              `Get the weather for ${city} and ${other}.`,
            ]),
            uses: pair.map((each) => each.use),
            answer: pair.map((each) => each.sentence).join(' '),
            key: `tool${city}${other}`,
          };
        }
      }
      const one = use(city);
      return {
        question: random.pick([
          `What is the weather in ${city}?`,
          `What is the weather in ${city}?`,
          `How is the weather in ${city}?`,
          `Tell me the weather in ${city}.`,
          `What's the weather like in ${city}?`,
          `What's the weather in ${city}?`,
          `weather in ${city}`,
          `Is it raining in ${city}?`,
          `How warm is it in ${city}?`,
          `What is the weather like in ${city} today?`,
          `What is the weather in ${city} right now?`,
          `Weather in ${city}?`,
          `Use the tool to get the weather in ${city}.`,
        ]),
        uses: [one.use],
        answer: one.sentence,
        key: `tool${city}`,
      };
    },
  };
}
