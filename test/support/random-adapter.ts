import { writeGguf } from '../../tools/synthetic-model/gguf-file.js';
import { RandomBits } from '../../tools/synthetic-model/random-bits.js';
import { randomTensor } from '../../tools/synthetic-model/tensor.js';

const RANK = 8;
/** Dimensions of the tiny model's attention output, in all of its layers: four heads of 32, and its width. */
const INPUTS = 128;
const OUTPUTS = 128;
const LAYERS = 4;

/** Writes a LoRA adapter for the tiny model that changes what it says; keys and names as llama.cpp's converter writes them. */
export async function writeRandomAdapter(path: string, seed: number): Promise<void> {
  const random = new RandomBits(seed);
  const tensors = Array.from({ length: LAYERS }, (_, layer) => {
    const name = `blk.${layer}.attn_output.weight`;
    return [
      randomTensor(`${name}.lora_a`, 'F32', [INPUTS, RANK], random),
      randomTensor(`${name}.lora_b`, 'F32', [RANK, OUTPUTS], random),
    ];
  });
  const metadata = new Map([
    ['general.type', { type: 'string', value: 'adapter' }],
    ['general.architecture', { type: 'string', value: 'gpt-oss' }],
    ['adapter.type', { type: 'string', value: 'lora' }],
    ['adapter.lora.alpha', { type: 'float32', value: 2 * RANK }],
  ] as const);
  await writeGguf(path, metadata, tensors.flat());
}
