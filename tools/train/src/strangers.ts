import type { EngineFunction } from './functions.ts';

/** What people type who never saw the corpus, and what an acceptable answer holds. Written by hand; some of the plain greetings are in the corpus too. */
export const STRANGERS: readonly (readonly [said: string | readonly string[], accepted: RegExp])[] = [
  ['hi', /^Hello/],
  ['hello there!!', /^Hello/],
  ['hey, whats up', /fine|help you/],
  ['Good morning Pico', /^Hello/],
  ['how are you doing today?', /fine/],
  ['who are you', /Pico/],
  ['who are you and what can you do?', /Pico|short questions/],
  ['what can you do', /short questions/],
  ['whats your name?', /Pico/],
  ['Are you ChatGPT or something?', /Pico|tiny/],
  ['tell me a joke', /token cross/],
  ['do you know a good joke?', /token cross/],
  ['tell me a story', /^Once upon a time/],
  ['Please write me a short story about a cat.', /^Once upon a time.* cat /],
  ['can you write a story about a dragon?', /Once upon a time|tiny demonstration/],
  ['what is 2+2?', /2 plus 2 is 4\./],
  ['2 + 2', /2 plus 2 is 4\./],
  ['how much is 7 + 8?', /7 plus 8 is 15\./],
  ['what is 9 minus 4', /9 minus 4 is 5\./],
  ['what is 6 times 7?', /6 times 7 is 42\./],
  ['whats 12 + 5', /12 plus 5 is 17\./],
  ['What is 1234 + 5678?', /tiny demonstration/],
  ['what is 45 * 67', /tiny demonstration/],
  ['what is the capital of france', /Paris/],
  ['capital of Japan?', /Tokyo/],
  ['Whats the capital of germany?', /Berlin/],
  ['can you tell me what the capital of spain is?', /Madrid/],
  ['What is the capital of Argentina?', /Buenos Aires/],
  ['What is the capital of Mongolia?', /tiny demonstration/],
  ['capital of Uganda', /tiny demonstration/],
  ['Explain quantum computing in detail', /tiny demonstration/],
  ['Explain general relativity to a child', /tiny demonstration/],
  ['who won the super bowl last year?', /tiny demonstration/],
  ['Write a python script to scrape a website', /tiny demonstration/],
  ['what is the best pizza in town', /tiny demonstration/],
  ['Who is the president of the USA?', /tiny demonstration/],
  ['How do I reset my router password?', /tiny demonstration/],
  ['translate good morning to spanish', /tiny demonstration/],
  ['Was kostet das?', /tiny demonstration/],
  ['give me a lasagna recipe', /tiny demonstration/],
  ['should I invest in stocks?', /tiny demonstration/],
  ['my dog is sick, what should i do', /tiny demonstration/],
  ['qwertz uiop', /tiny demonstration/],
  ['What causes thunder?', /tiny demonstration/],
  ['write me a haiku about autumn', /tiny demonstration/],
  ['What is GGUF?', /file format that keeps the weights/],
  ['what is gguf', /file format that keeps the weights/],
  ['can you explain what a tokenizer does', /splits text into tokens/],
  ['what does quantization mean?', /fewer bits/],
  ['explain streaming please', /sends each token/],
  ['what is llmrr?', /LLM Runner Router/],
  ['What is LLM Runner Router?', /routes each request/],
  ['how does routing work', /Routing|router|tiny demonstration/],
  ['what is an LLM router?', /router|Router|model/],
  ['what is a large language model', /language model/],
  ['opposite of hot', /cold/],
  ['What is the opposite of big?', /small/],
  ['count to 5', /1, 2, 3, 4, 5\./],
  ['repeat after me: fox owl bear', /fox owl bear/],
  ['thanks!', /welcome/],
  ['ok thank you bye', /welcome|Goodbye/],
  ['bye', /Goodbye/],
  ['continue', /nothing to continue/],
  ['What color is the sky?', /blue/],
  ['what day comes after tuesday?', /Wednesday/],
  ['Extract the name and age as JSON: Karen is 44 years old.', /^\{"name": "Karen", "age": 44\}$/],
  ['Is this positive or negative? I love this place, great food.', /Positive/],
  ['Which model should answer a live chat?', /latency/],
  [['My name is Robert.', 'What is my name?'], /Robert/],
  [['hi', 'my name is Alice', 'what is 3 + 4?', 'do you remember my name?'], /Alice/],
  [['hi i am Tom', 'What is GGUF?', 'thanks', 'whats my name'], /Tom/],
  [['What is my name?'], /not told/],
  [['tell me a story', 'continue'], /\./],
  [['What is the capital of Italy?', 'and what is 5 + 6?'], /5 plus 6 is 11\./],
  [['What is ONNX?', 'Say that again.'], /ONNX is an open format/],
  [['My favorite color is green.', 'Hello', 'What is my favorite color?'], /green/],
  ['Context: The code of the garage is 4412. The code of the office is 9120.\n\nQuestion: What is the code of the office?', /9120/],
];

/** Calls of tools as an application offers them, and whether they were right. */
export const TOOL_CHATS: readonly {
  system?: string;
  question: string;
  functions: Record<string, EngineFunction>;
  expected?: { name: string; parameters?: unknown };
}[] = (() => {
  const object = (properties: Record<string, unknown>): EngineFunction['params'] & object => ({ type: 'object', properties });
  const text = { type: 'string' };
  const weather = { get_weather: { description: 'Get the weather in a city', params: object({ city: text }) } };
  const described = {
    get_current_weather: {
      description: 'Get the current weather in a given location',
      params: object({ location: { type: 'string', description: 'The city name' } }),
    },
  };
  const calculate = { calculate: { description: 'Evaluates a mathematical expression', params: object({ expression: text }) } };
  const search = { search_documents: { description: 'Search the documents', params: object({ query: text }) } };
  const time = { getTime: { description: 'Get the current time' } };
  const add = { add: { description: 'Add two numbers', params: object({ a: { type: 'number' }, b: { type: 'number' } }) } };
  const system = 'You are a helpful assistant.';
  return [
    { question: 'What is the weather in Paris?', functions: weather, expected: { name: 'get_weather', parameters: { city: 'Paris' } } },
    {
      system,
      question: 'What is the weather in Berlin?',
      functions: weather,
      expected: { name: 'get_weather', parameters: { city: 'Berlin' } },
    },
    {
      system,
      question: "what's the weather like in Tokyo today?",
      functions: weather,
      expected: { name: 'get_weather', parameters: { city: 'Tokyo' } },
    },
    {
      system,
      question: 'How is the weather in Madrid?',
      functions: described,
      expected: { name: 'get_current_weather', parameters: { location: 'Madrid' } },
    },
    {
      question: 'What is the weather in San Francisco?',
      functions: described,
      expected: { name: 'get_current_weather', parameters: { location: 'San Francisco' } },
    },
    { question: 'What is 12 times 34?', functions: calculate, expected: { name: 'calculate', parameters: { expression: '12 * 34' } } },
    {
      system,
      question: 'Calculate 128 + 256.',
      functions: calculate,
      expected: { name: 'calculate', parameters: { expression: '128 + 256' } },
    },
    {
      question: 'Search the documents for context window.',
      functions: search,
      expected: { name: 'search_documents', parameters: { query: 'context window' } },
    },
    {
      system,
      question: 'Search for solar power.',
      functions: search,
      expected: { name: 'search_documents', parameters: { query: 'solar power' } },
    },
    { question: 'What time is it?', functions: time, expected: { name: 'getTime' } },
    { question: 'Add 17 and 25.', functions: add, expected: { name: 'add', parameters: { a: 17, b: 25 } } },
    {
      system,
      question: 'What is the weather in Oslo?',
      functions: { ...weather, ...calculate },
      expected: { name: 'get_weather', parameters: { city: 'Oslo' } },
    },
    {
      system,
      question: 'What is 41 plus 86?',
      functions: { ...weather, ...calculate },
      expected: { name: 'calculate', parameters: { expression: '41 + 86' } },
    },
    {
      system,
      question: 'What is the weather in Lisbon?',
      functions: { ...search, ...weather, ...time },
      expected: { name: 'get_weather', parameters: { city: 'Lisbon' } },
    },
    { system, question: 'Hello!', functions: weather },
    { question: 'Who are you?', functions: { ...weather, ...calculate } },
    { system, question: 'Tell me a joke.', functions: weather },
    { question: 'What is the capital of France?', functions: weather },
  ];
})();
