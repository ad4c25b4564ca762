import type { Format } from '../source.ts';

/** Other names of formats; canonical ones stand for themselves. */
export const formatAliases: Readonly<Record<string, Format>> = {
  gguf: 'gguf',
  'llama.cpp': 'gguf',
  onnx: 'onnx',
  safetensors: 'safetensors',
  safetensor: 'safetensors',
  pytorch: 'pytorch',
  torch: 'pytorch',
  pt: 'pytorch',
  mlx: 'mlx',
  huggingface: 'huggingface',
  hf: 'huggingface',
  transformers: 'huggingface',
  api: 'api',
  mock: 'mock',
};

/** What a file name says; content decides where it says nothing. */
export const extensionFormats: Readonly<Record<string, Format>> = { '.gguf': 'gguf', '.onnx': 'onnx', '.safetensors': 'safetensors', '.pt': 'pytorch', '.pth': 'pytorch' };

/** Model files that nothing here runs, with what to do instead. A pickle runs code when it is read, so it never is. */
export const refusedExtensions: Readonly<Record<string, string>> = {
  '.pkl': 'A pickle runs code when it is opened. Load it where you trust it, save it as safetensors, then convert that to GGUF or ONNX.',
  '.pickle': 'A pickle runs code when it is opened. Load it where you trust it, save it as safetensors, then convert that to GGUF or ONNX.',
  '.joblib': 'A joblib file is a pickle. Export the model to ONNX with skl2onnx.',
  '.h5': 'Export the Keras model to ONNX with tf2onnx.',
  '.keras': 'Export the Keras model to ONNX with tf2onnx.',
  '.pb': 'Export the TensorFlow model to ONNX with tf2onnx.',
  '.tflite': 'Convert it to ONNX with tf2onnx --tflite.',
  '.ggml': 'GGML was replaced by GGUF; convert it with the scripts of llama.cpp, or download the GGUF.',
  '.ckpt': 'A checkpoint is a pickle. Save it as safetensors where you trust it, then convert that to GGUF or ONNX.',
  '.msgpack': 'Convert the Flax weights to safetensors with transformers, then to GGUF or ONNX.',
};
