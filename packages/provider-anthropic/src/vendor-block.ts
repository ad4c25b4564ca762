import type { WireAnswerBlock } from './wire.ts';

/** A block of a type that we do not know, put together as its events say, so that it can go back as one. */
export interface VendorBlock {
  readonly type: 'vendor';
  add(delta: Readonly<Record<string, unknown>>): void;
  end(): WireAnswerBlock;
}

/** `input_json_delta` becomes `input`, as in the known blocks; of other deltas, strings and lists are appended and the rest replaced. */
export function vendorBlock(started: WireAnswerBlock): VendorBlock {
  const block: Record<string, unknown> & WireAnswerBlock = { ...started };
  let json = '';
  return {
    type: 'vendor',
    add(delta) {
      if (delta['type'] === 'input_json_delta') {
        json += typeof delta['partial_json'] === 'string' ? delta['partial_json'] : '';
        return;
      }
      for (const [key, value] of Object.entries(delta)) {
        if (key === 'type' || key === '__proto__') continue;
        const before = block[key];
        if (typeof before === 'string' && typeof value === 'string') block[key] = before + value;
        else if (Array.isArray(before)) block[key] = before.concat(value);
        else block[key] = value;
      }
    },
    end() {
      if (json !== '') block['input'] = parsed(json);
      return block;
    },
  };
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return json;
  }
}
