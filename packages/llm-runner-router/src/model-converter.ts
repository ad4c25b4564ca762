import { LlmrrError } from '@llmrr/core';

export interface ConvertOptions {
  readonly input: string;
  readonly output: string;
  readonly format: string;
}

/** Conversions come with a later release; until then it says which tool does the job, and never pretends. */
export class ModelConverter {
  async convert({ input, output, format }: ConvertOptions): Promise<never> {
    const command =
      format === 'onnx'
        ? `optimum-cli export onnx --model ${input} ${output}`
        : format === 'gguf'
          ? `python convert_hf_to_gguf.py ${input} --outfile ${output}`
          : undefined;
    throw new LlmrrError(
      'not-implemented',
      `converting ${input} to ${format} is not built in yet; ${command ? `run: ${command}` : 'expected format "gguf" or "onnx"'}`,
      { details: { input, output, format, ...(command && { command }) } },
    );
  }
}
