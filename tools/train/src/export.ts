import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { writeHuggingFaceFolder } from './hugging-face.ts';
import { llamaFromGguf, llamaGguf, LlamaShape } from './llama.ts';
import { readSafetensors } from './safetensors.ts';
import { TokenizerParts } from './tokenizer.ts';

const { values } = parseArgs({
  options: {
    model: { type: 'string', default: 'work/model' },
    tokenizer: { type: 'string', default: 'work/tokenizer-parts.json' },
    name: { type: 'string', default: 'pico' },
    out: { type: 'string', default: 'work/export' },
  },
});

/** `--model` is what `train.py` wrote, or a GGUF file to continue from. */
const { shape, tensors } = values.model.endsWith('.gguf')
  ? await llamaFromGguf(values.model)
  : {
      shape: LlamaShape.parse(JSON.parse(readFileSync(path.join(values.model, 'config.json'), 'utf8'))),
      tensors: readSafetensors(path.join(values.model, 'model.safetensors')),
    };
const tokenizer = TokenizerParts.parse(JSON.parse(readFileSync(values.tokenizer, 'utf8')));
mkdirSync(values.out, { recursive: true });
for (const type of ['F16', 'Q8_0'] as const) {
  const file = path.join(values.out, `${values.name}-${type}.gguf`);
  const bytes = llamaGguf({ name: values.name, shape, tensors, tokenizer, type });
  writeFileSync(file, bytes);
  console.log(`${file}: ${bytes.length} bytes`);
}
writeHuggingFaceFolder(path.join(values.out, `${values.name}-hf`), { shape, tensors, tokenizer });
