/** What the mock and the stubs know: a part of the tiny models' own lessons, so that one contract suits all of them. */
export const facts: Readonly<Record<string, string>> = {
  gguf: 'GGUF is a file format that keeps the weights of a language model, its tokenizer and its settings in one file.',
  onnx: 'ONNX is an open format that describes a neural network as a graph of operators, so many engines can run it.',
  safetensors: 'Safetensors is a simple file format for tensors. It has a JSON header and raw data, and it never runs code.',
  token: 'A token is a small piece of text. A model reads and writes tokens, not letters.',
  embedding: 'An embedding is a list of numbers that describes the meaning of a text. Similar texts have similar numbers.',
  router: 'A router looks at each request and chooses the model that should answer it.',
  fallback: 'A fallback is a second model that answers when the first model fails.',
  streaming: 'Streaming sends each token as soon as it is ready, so the user does not wait for the whole answer.',
  'circuit breaker': 'A circuit breaker stops sending requests to a model that keeps failing, and tries again later.',
  cache: 'A cache keeps old answers, so the same question does not have to be computed twice.',
  'rate limit': 'A rate limit is the largest number of requests that a provider accepts in a minute.',
  json: 'JSON is a text format for data with objects, lists, strings and numbers.',
};

export const capitals: Readonly<Record<string, string>> = {
  france: 'Paris',
  germany: 'Berlin',
  italy: 'Rome',
  spain: 'Madrid',
  portugal: 'Lisbon',
  japan: 'Tokyo',
  china: 'Beijing',
  egypt: 'Cairo',
  kenya: 'Nairobi',
  greece: 'Athens',
  norway: 'Oslo',
  sweden: 'Stockholm',
  poland: 'Warsaw',
  austria: 'Vienna',
  canada: 'Ottawa',
  peru: 'Lima',
};

export const story = (hero: string): string =>
  `Once upon a time there was a small ${hero} named Ada who lived in the forest. One day Ada found a lamp near the water. ` +
  'Ada wanted to bring the lamp home, but the way was long. Then a friendly fox came and helped. In the end they became friends.';
